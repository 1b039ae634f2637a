import { type DocumentUploadError } from '../sdk.ts'

const words = {
  en: 'The document upload can’t be shown here. Please tell whoever runs this page:',
  fr: 'L’envoi de documents ne peut pas être affiché ici. Veuillez prévenir les responsables de cette page :',
}

/** Stands in for a wizard that the page has mounted wrongly. It tells the person, and whoever can mend it. */
export function MountMistake({
  mistake,
  locale,
}: {
  readonly mistake: DocumentUploadError
  readonly locale: unknown
}) {
  const wished = typeof locale === 'string' ? locale : navigator.language
  const language = /^fr\b/i.test(wished) ? 'fr' : 'en'
  return (
    <div role="alert">
      <p lang={language}>{words[language]}</p>
      <p lang="en">{mistake.message}</p>
    </div>
  )
}
