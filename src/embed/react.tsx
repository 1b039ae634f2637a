import { useEffect, useRef, useState } from 'react'
import { MountMistake } from './mount-mistake.tsx'
import {
  type DocumentUploadAppearance,
  type DocumentUploadOptions,
  type MountedDocumentUpload,
} from './options.ts'
import { DocumentUploadError, mountDocumentUpload } from './sdk.ts'
import { shown, wishesIn } from './usage.ts'

interface DocumentUploadProps extends DocumentUploadOptions {
  /** ID of the element that the component makes, by which a frame finds again what it had kept: see the guide. */
  readonly id?: string | undefined
}

/**
 * The document upload as a React component; its props are the options of `mountDocumentUpload`, and an `id`. Another
 * `id`, `origin` or `partner` mounts it anew; `locale`, `theme` and `title` change where they stand; callbacks and
 * `session` may be new functions at every render.
 *
 * It never throws. A mistake in the props, for which `mountDocumentUpload` throws, is told to `onError` with its code
 * and the error as its `cause`, and is shown in the component's place until the props are right.
 */
export function DocumentUpload(props: DocumentUploadProps) {
  const container = useRef<HTMLDivElement>(null)
  const mounted = useRef<MountedDocumentUpload>(null)
  const latest = useRef(props)
  const [mistake, setMistake] = useState<DocumentUploadError>()
  // As texts: an object that is written in place is another one at every render, though it holds the same.
  const place = [shown(props.id), shown(props.origin), shown(props.partner), typeof props.session].join()
  const look = JSON.stringify(wishesIn(props))

  useEffect(() => {
    latest.current = props
  })

  useEffect(() => {
    if (!container.current) return undefined
    const { session } = latest.current
    try {
      const upload = mountDocumentUpload(container.current, {
        ...latest.current,
        session: typeof session === 'function' ? () => latest.current.session() : session,
        onReady: (event) => latest.current.onReady?.(event),
        onStep: (event) => latest.current.onStep?.(event),
        onGenerated: (event) => latest.current.onGenerated?.(event),
        onUploaded: (event) => latest.current.onUploaded?.(event),
        onCompleted: (event) => latest.current.onCompleted?.(event),
        onBusy: (event) => latest.current.onBusy?.(event),
        onError: (event) => latest.current.onError?.(event),
        onSessionExpired: (event) => latest.current.onSessionExpired?.(event),
      })
      mounted.current = upload
      return () => upload.destroy()
    } catch (error) {
      if (!(error instanceof DocumentUploadError)) throw error
      const { code } = error
      const failure = { type: 'error', code, id: `host:${code}:1`, at: new Date().toISOString() } as const
      // Told later, because what a callback throws in an effect takes the page down, and StrictMode's first mount
      // must tell nothing.
      const telling = setTimeout(() => {
        setMistake(error)
        latest.current.onError?.({ ...failure, cause: error })
      })
      return () => {
        clearTimeout(telling)
        setMistake(undefined)
      }
    }
  }, [place])

  useEffect(() => {
    const { locale, theme, title } = JSON.parse(look) as DocumentUploadAppearance
    mounted.current?.update({ locale, theme, title })
  }, [look])

  return (
    <>
      <div id={props.id} ref={container} />
      {mistake && <MountMistake mistake={mistake} locale={props.locale} />}
    </>
  )
}
