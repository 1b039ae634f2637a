import { type DetailProblemWords } from '../en/detail-problems.ts'

export const frDetailProblems: DetailProblemWords = {
  name: {
    blank: 'Donnez un nom au document',
    tooLong: (limit, length) => `Le nom peut avoir ${limit} caractères au plus. Il en a ${length}.`,
    angleBracket: 'Le nom ne peut pas contenir < ou >. Enlevez ces signes.',
    lineBreak: 'Le nom doit tenir sur une ligne. Enlevez les sauts de ligne.',
  },
  note: {
    tooLong: (limit, length) => `La remarque peut avoir ${limit} caractères au plus. Elle en a ${length}.`,
    angleBracket: 'La remarque ne peut pas contenir < ou >. Enlevez ces signes.',
    lineBreak: 'La remarque doit tenir sur une ligne. Enlevez les sauts de ligne.',
  },
  email: {
    missing: 'Entrez votre adresse courriel',
    invalid: (typed) =>
      `«\u00a0${typed}\u00a0» n’est pas une adresse courriel. Entrez-en une comme nom@exemple.com.`,
  },
  extension: 'Choisissez JPG ou PNG',
}
