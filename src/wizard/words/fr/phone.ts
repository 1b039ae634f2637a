import { type PhoneWords } from '../en/phone.ts'

export const frPhone: PhoneWords = {
  open: {
    title: 'Continuez avec votre téléphone',
    warning: 'Ne continuez que si ce code est affiché sur votre propre écran.',
    advice:
      'Si quelqu’un vous l’a envoyé ou vous le montre, fermez cette page\u00a0: votre document deviendrait le sien.',
    goOn: 'Continuer',
  },
  compare: {
    title: 'Comparez ces chiffres',
    asker: (partner) => `${partner} demande ce document.`,
    lead: 'Votre ordinateur affiche aussi trois chiffres. S’ils sont identiques, appuyez là-bas sur «\u00a0Oui\u00a0». Cette page continue alors d’elle-même.',
    waiting: 'En attente de votre ordinateur…',
  },
  stop: 'Arrêter et continuer sur l’ordinateur',
  offline: 'Cette page ne peut pas nous joindre pour le moment. Elle réessaie.',
  away: 'Aucune nouvelle de votre ordinateur depuis une minute. Vous pouvez tout de même continuer ici.',
  awayBefore:
    'Aucune nouvelle de votre ordinateur depuis une minute. Rouvrez sa page\u00a0: ce téléphone pourra continuer quand vous y aurez appuyé sur «\u00a0Oui\u00a0».',
  done: {
    title: 'Votre image est arrivée',
    lead: 'Vous pouvez ranger votre téléphone. Votre ordinateur continue de lui-même. S’il demande encore l’image, appuyez-y de nouveau sur «\u00a0Utiliser votre téléphone\u00a0».',
  },
  list: {
    asker: (partner) => `${partner} demande ces documents.`,
    done: {
      title: 'Tout est arrivé',
      lead: 'Vous pouvez ranger votre téléphone. Votre ordinateur continue de lui-même.',
    },
    reasons: {
      takenBack:
        'Vous avez continué sur votre ordinateur. Cette page n’a plus rien envoyé. Ce qu’elle avait envoyé reste.',
      left: 'Ce que vous avez envoyé reste. Vous pouvez fermer cette page et continuer sur votre ordinateur.',
      replaced: 'Votre ordinateur affiche un nouveau code. Scannez celui-là. Ce que vous avez envoyé reste.',
      expired:
        'Le temps est écoulé. Ce que vous avez envoyé reste. Affichez un nouveau code sur votre ordinateur pour envoyer le reste.',
    },
  },
  over: {
    title: 'Votre téléphone n’est plus nécessaire',
    reasons: {
      done: 'L’image est arrivée.',
      refused: 'Votre ordinateur a dit que ce n’est pas votre téléphone. Rien n’a été envoyé.',
      takenBack: 'Vous avez continué sur votre ordinateur. Cette page n’a plus rien envoyé.',
      left: 'Vous pouvez fermer cette page et continuer sur votre ordinateur.',
      replaced: 'Votre ordinateur affiche un nouveau code. Scannez celui-là.',
      expired: 'Le temps est écoulé. Affichez un nouveau code sur votre ordinateur.',
    },
  },
  codes: {
    linkUsed: {
      title: 'Un autre téléphone a ouvert ce code',
      advice: 'Affichez un autre code sur l’ordinateur.',
    },
    linkExpired: {
      title: 'Ce code ne vaut plus',
      advice: 'Affichez un autre code sur l’ordinateur.',
    },
    linkInvalid: {
      title: 'Ce code est incomplet',
      advice: 'Scannez-le à nouveau sur l’écran de votre ordinateur.',
    },
  },
}
