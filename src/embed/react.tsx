import { useEffect, useRef } from 'react'
import { type Theme } from '../contract/embed.ts'
import { type DocumentUpload as Mounted, type DocumentUploadOptions } from './options.ts'
import { mountDocumentUpload } from './sdk.ts'

/**
 * The document upload as a React component; its props are the options of `mountDocumentUpload`. Another `origin` or
 * `partner` mounts it anew; `locale`, `theme` and `title` change where they stand; callbacks and `session` may be new
 * functions at every render.
 */
export function DocumentUpload(props: DocumentUploadOptions) {
  const { origin, partner, locale, theme, title } = props
  const container = useRef<HTMLDivElement>(null)
  const mounted = useRef<Mounted>(null)
  const latest = useRef(props)
  // A theme written in place is another object at every render, and the same theme.
  const themeText = theme && JSON.stringify(theme)

  useEffect(() => {
    latest.current = props
  })

  useEffect(() => {
    if (!container.current) return undefined
    const upload = mountDocumentUpload(container.current, {
      ...latest.current,
      origin,
      partner,
      session: () => latest.current.session(),
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
  }, [origin, partner])

  useEffect(() => {
    const sameTheme = themeText === undefined ? undefined : (JSON.parse(themeText) as Theme)
    mounted.current?.update({ locale, theme: sameTheme, title })
  }, [locale, themeText, title])

  return <div ref={container} />
}
