import { type DocumentType } from '../../../../contract/document/document.ts'
import { Drawing, drawingAddress } from '../../../drawings/drawing.tsx'
import { firstSideOf } from '../../../visit/visit.ts'
import { useVisit } from '../../../wizard-context.ts'
import { useWords } from '../../../words/use-words.ts'
import { subjectOf } from './subject-of.ts'

const flaws = ['cut', 'glare', 'blurred'] as const
export type Flaw = (typeof flaws)[number]

/** How the picture should be and how it should not, drawn with the document that it is about. */
export function Guidance({ type }: { readonly type: DocumentType }) {
  const { file: words } = useWords()
  const [visit] = useVisit()
  return (
    <div className="guidance">
      <Example type={type} />
      <p>{words.subjects[firstSideOf(visit) ? 'otherSide' : subjectOf(type)]}</p>
      <ul aria-label={words.notLikeThis}>
        {flaws.map((flaw) => (
          <li key={flaw}>
            <Example type={type} flaw={flaw} />
            <span>{words.flaws[flaw]}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Example({ type, flaw }: { readonly type: DocumentType; readonly flaw?: Flaw }) {
  const isCut = flaw === 'cut'
  return (
    <span className={flaw ? `example example-${flaw}` : 'example'}>
      <svg className="drawing" viewBox="0 0 64 48" aria-hidden="true">
        <use
          href={drawingAddress(type)}
          transform={isCut ? 'translate(27 -9) rotate(16) scale(1.1)' : 'translate(9.2 1.2) scale(.95)'}
        />
        {flaw === 'glare' && <use href={drawingAddress('glare')} transform="translate(16 -5) scale(.9)" />}
        {!flaw && <use href={drawingAddress('corners')} />}
      </svg>
      <Drawing name={flaw ? 'bad' : 'good'} />
    </span>
  )
}
