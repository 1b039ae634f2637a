import { type ResumeWords } from '../en/resume.ts'

export const frResume: ResumeWords = {
  title: 'Il manque encore une image',
  titleUnconfirmed: 'Nous ne savons pas si votre image est arrivée',
  titleSeveral: 'Il manque encore des images',
  missing: (type, day) => `${type}\u00a0: document enregistré le ${day}. Son image manque encore.`,
  unconfirmed: (type, day) =>
    `${type}\u00a0: document enregistré le ${day}. Une image a été envoyée, mais nous ne savons pas si elle est arrivée. La renvoyer est sans risque\u00a0: elle n’arrivera pas deux fois.`,
  otherTerms: 'Il a été enregistré quand d’autres réponses étaient remplies pour vous.',
  documentId: 'Identifiant du document',
  which: 'Avec quel document voulez-vous continuer\u202f?',
  registeredOn: (day, documentId) => `Enregistré le ${day}. Identifiant\u00a0: ${documentId}`,
  sentOn: (day, documentId) =>
    `Enregistré le ${day}. Une image a été envoyée, et nous ne savons pas si elle est arrivée. Identifiant\u00a0: ${documentId}`,
  addPicture: 'Ajouter l’image',
  sendAgain: 'Renvoyer l’image',
  startOver: 'Recommencer',
  givesUp: '«\u00a0Recommencer\u00a0» abandonne ce document et en enregistre un autre à sa place.',
  keeps: '«\u00a0Recommencer\u00a0» enregistre un autre document. Celui-ci reste tel quel.',
  gone: {
    title: 'Vous ne pouvez plus continuer ce document',
    advice:
      'Son image a été ajoutée ailleurs, ou le document a été abandonné. Rechargez la page pour voir ce qui manque encore.',
  },
}
