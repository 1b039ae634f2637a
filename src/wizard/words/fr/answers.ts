import { type AnswersWords } from '../en/answers.ts'

export const frAnswers: AnswersWords = {
  title: 'Vos réponses',
  registeredAs: 'Le document est enregistré. Son identifiant\u00a0:',
  readOnly:
    'Si vous changez une réponse, nous enregistrons le document de nouveau. Il reçoit un autre identifiant.',
  changeAnswers: 'Modifier et enregistrer de nouveau',
  continue: 'Continuer vers le fichier',
  noNote: 'Aucune',
  labels: {
    workflow: 'Pour',
    type: 'Document',
    name: 'Nom',
    note: 'Remarque',
    extension: 'Format',
    email: 'Rempli par',
  },
}
