import { type ChangeEvent, type ReactNode, useEffect, useRef } from 'react'
import { type DocumentType } from '../../../../contract/document/document.ts'
import { acceptedFiles } from '../../../../contract/file.ts'
import { FieldError } from '../../../forms/field.tsx'
import { useWords } from '../../../words/use-words.ts'
import { hasCameraControl } from './camera-control.ts'
import { useDropAndPaste } from './use-drop-and-paste.ts'
import { type NotOneFile } from '../file-state.ts'
import { Guidance } from './guidance.tsx'

/**
 * The ways to give a file. The inputs are real and stay in the page for keyboards, voice and automation; their
 * labels are what one sees. Choosing a photo and taking one are two controls: Chrome on Android 14 and 15 offers
 * no camera where `accept` names only images, and `capture` on one input would take the gallery away.
 */
export function FilePicker({
  hasFile,
  isPreparing,
  error,
  maxFileBytes,
  type,
  onUsePhone,
  onFiles,
  onRefused,
}: {
  readonly hasFile: boolean
  readonly isPreparing: boolean
  readonly error: string | undefined
  readonly maxFileBytes: number
  readonly type: DocumentType
  readonly onUsePhone: (() => void) | undefined
  readonly onFiles: (files: FileList | readonly File[]) => void
  readonly onRefused: (found: NotOneFile) => void
}) {
  const words = useWords()
  const { isDraggedOver } = useDropAndPaste(onFiles, onRefused)
  const hasCamera = hasCameraControl()
  const describedBy = error ? 'file-error file-hint' : 'file-hint'
  return (
    <div className={error ? 'field field-wrong' : 'field'}>
      {!hasFile && <Guidance type={type} />}
      <p className={hasFile ? 'visually-hidden' : 'hint'} id="file-hint">
        {words.file.hint(maxFileBytes)}
      </p>
      <FieldError id="file" error={error} />
      <div
        className={`drop-zone${hasFile ? ' drop-zone-small' : ''}${isDraggedOver ? ' drop-zone-over' : ''}`}
      >
        {hasCamera && (
          <FileButton
            id="photo"
            capture
            describedBy={describedBy}
            isPrimary={!hasFile}
            holdsFile={hasFile}
            onFiles={onFiles}
          >
            {words.file.takePhoto}
          </FileButton>
        )}
        <FileButton
          id="file"
          describedBy={describedBy}
          isInvalid={error !== undefined}
          isPrimary={!hasFile && !hasCamera}
          holdsFile={hasFile}
          onFiles={onFiles}
        >
          {hasFile ? words.file.chooseAnother : words.file.choose}
        </FileButton>
        {!hasCamera && !hasFile && onUsePhone && (
          <button type="button" name="usePhone" className="button" onClick={onUsePhone}>
            {words.file.usePhone}
          </button>
        )}
        {(isDraggedOver || !hasFile) && (
          <p className="drop-hint">{isDraggedOver ? words.file.dropNow : words.file.drop}</p>
        )}
      </div>
      <p role="status" className="visually-hidden">
        {isPreparing && words.file.preparing}
      </p>
    </div>
  )
}

function FileButton({
  id,
  capture = false,
  describedBy,
  isInvalid = false,
  isPrimary,
  holdsFile,
  onFiles,
  children,
}: {
  readonly id: 'file' | 'photo'
  readonly capture?: boolean
  readonly describedBy: string
  readonly isInvalid?: boolean
  readonly isPrimary: boolean
  readonly holdsFile: boolean
  readonly onFiles: (files: FileList) => void
  readonly children: ReactNode
}) {
  const input = useRef<HTMLInputElement>(null)
  // The input lets go of a file that was removed or refused, so that the same file given again is a change, even
  // without the dialogue.
  useEffect(() => {
    if (!holdsFile && input.current) input.current.value = ''
  }, [holdsFile])
  const takeFiles = (event: ChangeEvent<HTMLInputElement>) => {
    const { files } = event.target
    if (files && files.length > 0) onFiles(files)
  }
  return (
    <span className="file-button">
      <input
        ref={input}
        type="file"
        id={id}
        name={id}
        accept={acceptedFiles}
        {...(capture && { capture: 'environment' as const })}
        aria-describedby={describedBy}
        aria-invalid={isInvalid || undefined}
        // Emptied when it opens, so that choosing the same file again is a change too.
        onClick={(event) => {
          event.currentTarget.value = ''
        }}
        onChange={takeFiles}
      />
      <label htmlFor={id} className={isPrimary ? 'button button-choose' : 'button'}>
        {children}
      </label>
    </span>
  )
}
