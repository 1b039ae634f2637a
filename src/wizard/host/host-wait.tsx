import { useEffect, useRef, useState } from 'react'
import { RequestError } from '../api/request-error.ts'
import { keepFocusIn } from '../forms/focus.ts'
import { type AwaitedFromHost, type HostBridge } from '../../embed/frame/frame.ts'
import { enHost, type HostWords } from '../words/en/host.ts'
import { frHost } from '../words/fr/host.ts'
import { usePageWords } from '../words/use-words.ts'
import { type HostReporter } from './host-reporter.ts'

/** They come with this part, because only frames wait. */
const hostWords: Readonly<Record<string, HostWords>> = { en: enHost, fr: frHost }

/** Less is over before anybody has read what it was about. */
const unnoticedMs = 3000

/**
 * Says what the form waits for while its host page gets a session: the page may be asking its customer to sign in. It
 * takes the focus from nobody, and goes by itself once the page has answered.
 */
export function HostWait({
  bridge,
  reporter,
}: {
  readonly bridge: Pick<HostBridge, 'onAwaited' | 'askAgain'>
  readonly reporter: Pick<HostReporter, 'failed'>
}) {
  const words = usePageWords()
  const box = useRef<HTMLDivElement>(null)
  const [awaited, setAwaited] = useState<AwaitedFromHost>('nothing')
  const [isNoticed, setIsNoticed] = useState(false)
  useEffect(
    () =>
      bridge.onAwaited((next) => {
        setAwaited(next)
        if (next === 'session' || next === 'silent') return
        setIsNoticed(false)
        keepFocusIn(box.current)
      }),
    [bridge],
  )
  useEffect(() => {
    if (awaited === 'nothing' || isNoticed) return undefined
    const timer = window.setTimeout(() => setIsNoticed(true), unnoticedMs)
    return () => window.clearTimeout(timer)
  }, [awaited, isNoticed])
  const isSilent = awaited === 'silent'
  useEffect(() => {
    if (isSilent) reporter.failed(new RequestError('hostUnreachable'))
  }, [isSilent, reporter])
  const { title, advice } = isSilent ? words.errors.hostUnreachable : (hostWords[words.language] ?? enHost)
  return (
    <div role="status" tabIndex={-1} ref={box}>
      {isNoticed && (
        <div className={`notice notice-${isSilent ? 'danger' : 'info'}`} data-problem={isSilent || undefined}>
          <h2 className="notice-title">{title}</h2>
          {awaited !== 'word' && <p>{advice}</p>}
          {awaited !== 'word' && (
            <div className="actions">
              <button type="button" name="askAgain" className="button" onClick={bridge.askAgain}>
                {words.tryAgain}
              </button>
              {isSilent && (
                <button
                  type="button"
                  name="reload"
                  className="button"
                  onClick={() => window.location.reload()}
                >
                  {words.reload}
                </button>
              )}
            </div>
          )}
        </div>
      )}
    </div>
  )
}
