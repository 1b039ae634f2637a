import { StrictMode } from 'react'
import { renderToString } from 'react-dom/server'
import { createApi } from '../api/api.ts'
import { App } from '../app.tsx'
import { Skeleton } from '../host/skeleton.tsx'
import { createSessionSource } from '../session/session-source.ts'
import { enShell, type ShellWords } from '../words/en/shell.ts'
import { frShell } from '../words/fr/shell.ts'
import { LanguageProvider } from '../words/language-provider.tsx'

/** A page as it is served, in one language: what is seen before any script has come. */
export interface PrerenderedPage {
  readonly language: string
  readonly title: string
  /** The first question, as the wizard shows it to a guest. */
  readonly guest: string
  /** A frame's, in place of what only its session tells. */
  readonly frame: string
  /** What the page says by itself, whatever becomes of the script. */
  readonly shell: string
  /** Leads to the same page in the other languages. It stands outside of what the wizard renders. */
  readonly languages: string
  /** What a page says of the partner. The proxy fills in what stands in braces, or leaves the whole out. */
  readonly partner: Readonly<
    Record<'logo' | 'name' | 'privacyUrl' | 'supportUrl' | 'ask' | 'askInFrame', string>
  >
}

const languages: Readonly<Record<string, ShellWords>> = { en: enShell, fr: frShell }

/**
 * The pages, rendered as this file is loaded, which the build does. The wizard hydrates a guest's, so that has to be what
 * it would render itself.
 */
export const pages: readonly PrerenderedPage[] = await Promise.all(
  Object.entries(languages).map(async ([language, words]) => {
    const spoken = await LanguageProvider.find([language])
    const { appName } = spoken.page
    const api = createApi(createSessionSource(() => new Promise<never>(() => {})))
    return {
      language,
      title: appName,
      guest: renderToString(
        <StrictMode>
          <App
            api={api}
            surroundings={{
              instance: 'standalone',
              hasHistory: true,
              guest: { isSandbox: true, spoken },
            }}
          />
        </StrictMode>,
      ),
      frame: renderToString(<FramePage name={appName} sandboxNotice={spoken.page.sandboxNotice} />),
      shell: renderToString(<Shell name={appName} words={words} />),
      languages: renderToString(<Languages label={words.languages} />),
      partner: {
        // The name stands beside it. What the form needs comes first.
        logo: renderToString(<img className="logo" src="{logo}" alt="" fetchPriority="low" />),
        name: renderToString(<span translate="no">{'{partner}'}</span>),
        privacyUrl: renderToString(<PartnerLink href="{privacyUrl}" text={words.privacy} words={words} />),
        supportUrl: renderToString(<PartnerLink href="{supportUrl}" text={words.support} words={words} />),
        ask: renderToString(
          <>
            <span>{` ${words.ask} `}</span>
            <PartnerLink href="{supportUrl}" text="{supportUrl}" words={words} />
          </>,
        ),
        askInFrame: renderToString(
          <>
            <span>{` ${words.ask} `}</span>
            <span translate="no">{'{supportUrl}'}</span>
          </>,
        ),
      },
    }
  }),
)

/** The proxy takes the notice out where there is no sandbox. */
function FramePage({ name, sandboxNotice }: Readonly<Record<'name' | 'sandboxNotice', string>>) {
  return (
    <>
      <header className="page-head">
        <p className="sandbox-notice">{sandboxNotice}</p>
      </header>
      <main>
        <Skeleton />
      </main>
      {/* Below, beside the words that come where this takes long. Above, it would move what is seen as it goes. */}
      <p className="page-name">{name}</p>
    </>
  )
}

/** The one that is spoken is hidden by a rule of the styles, because a session may change it. */
function Languages({ label }: { readonly label: string }) {
  return (
    <nav className="languages" aria-label={label}>
      {Object.entries(languages).map(([language, { name }]) => (
        <a key={language} className="link" lang={language} hrefLang={language} href={`?lang=${language}`}>
          {name}
        </a>
      ))}
    </nav>
  )
}

/** In a tab of its own: nothing on the page is lost, and a frame stays the wizard's. */
function PartnerLink({
  href,
  text,
  words,
}: {
  readonly href: string
  readonly text: string
  readonly words: ShellWords
}) {
  return (
    <a className="link" href={href} target="_blank" rel="noopener">
      <span>{text}</span>
      <span className="visually-hidden">{` ${words.newTab}`}</span>
    </a>
  )
}

function Shell({ name, words }: { readonly name: string; readonly words: ShellWords }) {
  return (
    <>
      <h1 className="shell-name">{name}</h1>
      <noscript>
        <p>{`${words.needsScript}{ask}`}</p>
      </noscript>
      <p className="shell-wait">{`${words.wait}{ask}`}</p>
    </>
  )
}
