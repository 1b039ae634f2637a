import { useState } from 'react'
import { type PreparedFile } from '../../../../image/prepared-file.ts'
import { formatName } from '../../../words/format.ts'
import { useWords } from '../../../words/use-words.ts'
import { changesOf } from '../file-problem.ts'
import { type FileState } from '../file-state.ts'
import { PictureOf } from './picture-of.tsx'
import { PictureWarnings } from './picture-warnings.tsx'

/**
 * The picture as it will be sent, what was done to it, and what may be wrong with it. It takes up its room before the
 * picture is ready, and the picture makes room for the warnings, because the buttons below must not move away from under
 * a finger.
 */
export function FilePreview({
  state,
  isFixed,
  onRotate,
  onRemove,
}: {
  readonly state: Extract<FileState, { readonly file: File }>
  /** While it is being sent, nothing about it can be changed. */
  readonly isFixed: boolean
  readonly onRotate: () => void
  readonly onRemove: () => void
}) {
  const words = useWords()
  const [isZoomed, setIsZoomed] = useState(false)
  const prepared = state.kind === 'preparing' ? undefined : state.prepared
  return (
    <section className="preview" aria-busy={state.kind !== 'ready'}>
      <div className="preview-room">
        {prepared ? (
          <PreviewImage key={prepared.sha256} prepared={prepared} isZoomed={isZoomed} />
        ) : (
          <p className="preview-frame preview-frame-empty">{words.file.preparing}</p>
        )}
        <PictureWarnings
          warnings={state.kind === 'preparing' ? [] : state.warnings}
          isLooking={state.kind === 'ready' && !state.isJudged}
          advice={words.file.warningAdvice}
        />
      </div>
      <p className="preview-name" translate="no">
        {state.file.name}
      </p>
      <PreviewFacts prepared={prepared} />
      {!isFixed && (
        <div className="preview-actions">
          <button
            type="button"
            name="rotateFile"
            className="button button-small"
            onClick={onRotate}
            aria-disabled={!prepared || undefined}
          >
            {words.file.rotate}
          </button>
          <button
            type="button"
            name="zoomFile"
            className="button button-small"
            onClick={() => setIsZoomed(!isZoomed)}
          >
            {isZoomed ? words.file.zoomOut : words.file.zoomIn}
          </button>
          <button type="button" name="removeFile" className="button button-small" onClick={onRemove}>
            {words.file.remove}
          </button>
        </div>
      )}
    </section>
  )
}

/** Dimensions and size, before and after, and what was done in between. */
function PreviewFacts({ prepared }: { readonly prepared: PreparedFile | undefined }) {
  const words = useWords()
  return (
    <div className="hint preview-facts" role="status">
      {prepared && (
        <>
          <p>
            {words.file.toBeSent(formatName(prepared.format), { ...prepared, bytes: prepared.blob.size })}
          </p>
          {prepared.changes.length === 0 ? (
            <p>{words.file.unchanged}</p>
          ) : (
            changesOf(words, prepared).map((text) => <p key={text}>{text}</p>)
          )}
        </>
      )}
    </div>
  )
}

function PreviewImage({
  prepared,
  isZoomed,
}: {
  readonly prepared: PreparedFile
  readonly isZoomed: boolean
}) {
  const words = useWords()
  const [cannotShow, setCannotShow] = useState(false)
  if (cannotShow) return <p className="preview-frame preview-frame-empty">{words.file.noPreview}</p>
  return (
    <div
      className={isZoomed ? 'preview-frame preview-frame-zoomed' : 'preview-frame'}
      // What scrolls must be reachable by keyboard (Safari doesn't see to it).
      {...(isZoomed && { tabIndex: 0, role: 'region', 'aria-label': words.file.previewAlt })}
    >
      <PictureOf picture={prepared} alt={words.file.previewAlt} onError={() => setCannotShow(true)} />
    </div>
  )
}
