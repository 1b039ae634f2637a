import { useCallback, useState } from 'react'
import { type PreparedFile } from '../../image/prepared-file.ts'
import { Note } from '../forms/notice.tsx'
import { useWords } from '../words/use-words.ts'

/** The picture as it will be sent, what was done to it, and what may be wrong with it. */
export function FilePreview({
  file,
  prepared,
  isTurning,
  isFixed,
  onRotate,
  onRemove,
}: {
  readonly file: File
  readonly prepared: PreparedFile
  readonly isTurning: boolean
  /** While it is being sent, nothing about it can be changed. */
  readonly isFixed: boolean
  readonly onRotate: () => void
  readonly onRemove: () => void
}) {
  const words = useWords()
  const { original, changes, warnings } = prepared
  const [isZoomed, setIsZoomed] = useState(false)
  return (
    <section className="preview" aria-busy={isTurning}>
      <PreviewImage
        key={prepared.sha256}
        blob={prepared.blob}
        width={prepared.width}
        height={prepared.height}
        isZoomed={isZoomed}
      />
      <p className="preview-name">{file.name}</p>
      <p className="hint">
        {changes.length > 0 && (
          <>
            {words.file.chosenAs}:{' '}
            {words.file.summary(
              words.file.formats[original.format],
              original.bytes,
              original.width,
              original.height,
            )}
            <br />
          </>
        )}
        {words.file.sentAs}:{' '}
        {words.file.summary(
          words.file.formats[prepared.format],
          prepared.blob.size,
          prepared.width,
          prepared.height,
        )}
      </p>
      <div role="status">
        <ul className="hint changes">
          {changes.length === 0 && <li>{words.file.unchanged}</li>}
          {changes.map((change) => (
            <li key={change}>{words.file.changes[change]}</li>
          ))}
        </ul>
      </div>
      {!isFixed && (
        <div className="preview-actions">
          <button
            type="button"
            name="rotateFile"
            className="button button-small"
            onClick={onRotate}
            aria-disabled={isTurning || undefined}
          >
            {words.file.rotate}
          </button>
          <button
            type="button"
            name="zoomFile"
            className="button button-small"
            aria-pressed={isZoomed}
            onClick={() => setIsZoomed(!isZoomed)}
          >
            {isZoomed ? words.file.zoomOut : words.file.zoomIn}
          </button>
          <button type="button" name="removeFile" className="button button-small" onClick={onRemove}>
            {words.file.remove}
          </button>
        </div>
      )}
      {warnings.length > 0 && (
        <Note kind="warning">
          <h2 className="notice-title">{words.file.warningTitle}</h2>
          <ul>
            {warnings.map((warning) => (
              <li key={warning}>{words.file.warnings[warning]}</li>
            ))}
          </ul>
          <p>{words.file.warningAdvice}</p>
        </Note>
      )}
    </section>
  )
}

/** Browsers show JPEGs upright by their own EXIF orientation (`image-orientation: from-image` is the initial value). */
function PreviewImage({
  blob,
  width,
  height,
  isZoomed,
}: {
  readonly blob: Blob
  readonly width: number
  readonly height: number
  readonly isZoomed: boolean
}) {
  const words = useWords()
  const [cannotShow, setCannotShow] = useState(false)
  const show = useCallback(
    (image: HTMLImageElement) => {
      const url = URL.createObjectURL(blob)
      image.src = url
      return () => URL.revokeObjectURL(url)
    },
    [blob],
  )
  if (cannotShow) return <p className="preview-missing">{words.file.noPreview}</p>
  return (
    <div
      className={isZoomed ? 'preview-frame preview-frame-zoomed' : 'preview-frame'}
      // What scrolls must be reachable by keyboard (Safari doesn't see to it).
      {...(isZoomed && { tabIndex: 0, role: 'region', 'aria-label': words.file.previewAlt })}
    >
      <img
        ref={show}
        alt={words.file.previewAlt}
        width={width}
        height={height}
        decoding="async"
        onError={() => setCannotShow(true)}
      />
    </div>
  )
}
