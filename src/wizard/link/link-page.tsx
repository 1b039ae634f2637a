import { type ComponentType, useLayoutEffect, useState } from 'react'
import { type SessionSource } from '../session/session-source.ts'
import { type KeptInTab } from '../standalone.tsx'
import { wishedLocales } from '../page/page.ts'
import { MovedContext, StepHeading, SubmitButton } from '../steps/step-page.tsx'
import { enLink, type LinkWords } from '../words/en/link.ts'
import { frLink } from '../words/fr/link.ts'
import { LanguageProvider } from '../words/language-provider.tsx'
import { usePageWords } from '../words/use-words.ts'
import { openLink } from './link-session.ts'

/** They come with this page, because only those see it who come by a link. */
const linkWords: Readonly<Record<string, LinkWords>> = { en: enLink, fr: frLink }

/**
 * The form behind a link. Programs that look into mails load their links, and some run the scripts: so a link is opened
 * by a press, once in a tab.
 */
export function Linked({
  code,
  kept,
  Form,
}: {
  readonly code: string
  readonly kept: KeptInTab
  readonly Form: ComponentType<{ sessions: SessionSource }>
}) {
  const [sessions, setSessions] = useState<SessionSource | undefined>(() =>
    kept.key === undefined ? undefined : openLink(code, kept),
  )
  const [hasPressed, setHasPressed] = useState(false)
  useLayoutEffect(showPartner, [])
  if (sessions) {
    return (
      <MovedContext value={hasPressed}>
        <Form sessions={sessions} />
      </MovedContext>
    )
  }
  const open = () => {
    setHasPressed(true)
    setSessions(openLink(code))
  }
  return (
    <LanguageProvider wished={wishedLocales()}>
      <LinkPage onOpen={open} />
    </LanguageProvider>
  )
}

/** What the proxy has put into the page of the partner in its address is for those who came by a link. */
function showPartner(): void {
  for (const element of document.querySelectorAll('.of-link')) element.removeAttribute('hidden')
}

/** The name stands in its session. */
function LinkPage({ onOpen }: { readonly onOpen: () => void }) {
  const { appName, language } = usePageWords()
  const words = linkWords[language] ?? enLink
  return (
    <>
      <header className="page-head">
        <p className="page-name">{appName}</p>
      </header>
      <main>
        <form
          noValidate
          data-step="link"
          onSubmit={(event) => {
            event.preventDefault()
            onOpen()
          }}
        >
          <StepHeading title={words.title} />
          <p className="lead">{words.advice}</p>
          <div className="actions">
            <SubmitButton>{words.open}</SubmitButton>
          </div>
        </form>
      </main>
    </>
  )
}
