import { type FileWarning } from '../../../../image/prepared-file.ts'
import { Note } from '../../../forms/notice.tsx'
import { useWords } from '../../../words/use-words.ts'

/** What may be wrong with a picture, told as it is found. It stands in the page before that, or nobody would hear it. */
export function PictureWarnings({
  warnings,
  isLooking = false,
  advice,
}: {
  readonly warnings: readonly FileWarning[]
  /** There may be more to tell. */
  readonly isLooking?: boolean
  readonly advice: string
}) {
  const { file: words } = useWords()
  return (
    <div className="picture-warnings" role="status" aria-busy={isLooking}>
      {warnings.length > 0 && (
        <Note kind="warning">
          <h2 className="notice-title">{words.warningTitle}</h2>
          <ul>
            {warnings.map((warning) => (
              <li key={warning}>{words.warnings[warning]}</li>
            ))}
          </ul>
          <p>{advice}</p>
        </Note>
      )}
    </div>
  )
}
