import { enPhone, type PhoneWords } from '../words/en/phone.ts'
import { frPhone } from '../words/fr/phone.ts'
import { usePageWords } from '../words/use-words.ts'

/** They come with the phone's page. */
const phoneWords: Readonly<Record<string, PhoneWords>> = { en: enPhone, fr: frPhone }

export function usePhoneWords(): PhoneWords {
  return phoneWords[usePageWords().language] ?? enPhone
}
