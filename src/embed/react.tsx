import { type CSSProperties, forwardRef, useEffect, useImperativeHandle, useRef, useState } from 'react'
import { MountMistake } from './mount/mount-mistake.tsx'
import {
  type DocumentUploadAppearance,
  type DocumentUploadOptions,
  type MountedDocumentUpload,
} from './options.ts'
import { DocumentUploadError, mountDocumentUpload } from './sdk.ts'
import { shown, wishesIn } from './mount/usage.ts'

interface DocumentUploadProps extends DocumentUploadOptions {
  /** ID of the element that the component makes, by which a frame finds again what it had kept: see the guide. */
  readonly id?: string | undefined
  /** Of that element. */
  readonly className?: string | undefined
  readonly style?: CSSProperties | undefined
}

/** What a `ref` on the component holds. */
export interface DocumentUploadHandle {
  /** The element that the component makes, with the frame in it. */
  readonly element: HTMLDivElement | null
  /** Takes the frame away and makes another, such as for a person who tries again after an `onLoadError`. */
  mountAnew(): void
}

/**
 * The document upload as a React component; its props are the options of `mountDocumentUpload`, and `id`, `className` and
 * `style` of the element that it makes. Its `ref` holds a `DocumentUploadHandle`. Another
 * `id`, `origin` or `partner` mounts it anew; `locale`, `theme` and `title` change where they stand; callbacks and
 * `session` may be new functions at every render.
 *
 * It never throws. A mistake in the props, for which `mountDocumentUpload` throws, is told to `onError` and
 * `onLoadError` with its code and the error as its `cause`, and is shown in the component's place until the props are right.
 */
export const DocumentUpload = forwardRef<DocumentUploadHandle, DocumentUploadProps>(
  function DocumentUpload(props, ref) {
    const container = useRef<HTMLDivElement>(null)
    const mounted = useRef<MountedDocumentUpload>(null)
    const latest = useRef(props)
    const [mistake, setMistake] = useState<DocumentUploadError>()
    const [mounts, setMounts] = useState(0)
    // As texts: an object that is written in place is another one at every render, though it holds the same.
    const place = [
      shown(props.id),
      shown(props.origin),
      shown(props.partner),
      typeof props.session,
      mounts,
    ].join()
    const look = JSON.stringify(wishesIn(props))

    useImperativeHandle(
      ref,
      () => ({
        get element() {
          return container.current
        },
        mountAnew: () => setMounts((count) => count + 1),
      }),
      [],
    )

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
          onLoadError: (event) => latest.current.onLoadError?.(event),
          onEvent: (event) => latest.current.onEvent?.(event),
          onSessionExpired: (event) => latest.current.onSessionExpired?.(event),
        })
        mounted.current = upload
        return () => upload.destroy()
      } catch (error) {
        if (!(error instanceof DocumentUploadError)) throw error
        const { code } = error
        const failure = {
          type: 'error',
          code,
          retryable: false,
          actor: 'partner',
          id: `host:${code}:1`,
          at: new Date().toISOString(),
        } as const
        // Told later, because what a callback throws in an effect takes the page down, and StrictMode's first mount
        // must tell nothing.
        const telling = setTimeout(() => {
          setMistake(error)
          const told = { ...failure, cause: error }
          latest.current.onError?.(told)
          latest.current.onLoadError?.(told)
          latest.current.onEvent?.(told)
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
        <div id={props.id} className={props.className} style={props.style} ref={container} />
        {mistake && <MountMistake mistake={mistake} locale={props.locale} />}
      </>
    )
  },
)
