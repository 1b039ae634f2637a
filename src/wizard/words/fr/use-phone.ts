import { type UsePhoneWords } from '../en/use-phone.ts'

export const frUsePhone: UsePhoneWords = {
  scan: {
    title: 'Scannez ce code avec votre téléphone',
    lead: 'Ouvrez l’appareil photo de votre téléphone et visez ce code. Il vaut cinq minutes, pour un seul téléphone.',
    code: 'Code à scanner avec votre téléphone',
    link: 'Ou ouvrez ce lien sur votre téléphone',
    copy: 'Copier le lien',
    copyResults: {
      copied: 'Copié',
      byHand:
        'Votre navigateur ne permet pas de copier ici. Le lien est sélectionné\u00a0: copiez-le au clavier ou par un appui long.',
    },
  },
  compare: {
    title: 'Est-ce votre téléphone\u202f?',
    lead: 'Un téléphone a ouvert le code. Regardez son écran\u00a0: affiche-t-il ces trois chiffres\u202f?',
    yes: (digits) => `Oui, ${digits} est mon téléphone`,
    no: 'Non, ce n’est pas lui',
  },
  follow: {
    title: 'Continuez sur votre téléphone',
    choosing: 'Votre téléphone attend l’image. Cette page continue d’elle-même dès qu’elle est arrivée.',
    sending: (percent) => `Votre téléphone envoie l’image\u00a0: ${percent} %`,
    finishing: 'L’image était déjà en route. Son envoi se termine d’abord.',
    progressLabel: 'Progression de l’envoi depuis votre téléphone',
    away: 'Aucune nouvelle de votre téléphone depuis une minute. Son écran est peut-être éteint, ou il ne capte pas. Il peut encore continuer.',
  },
  offline: 'Cette page ne peut pas nous joindre pour le moment. Elle réessaie.',
  goOnHere: 'Continuer plutôt ici',
  over: {
    title: 'Votre téléphone ne peut pas continuer',
    titleLeft: 'Votre téléphone s’est arrêté',
    reasons: {
      done: 'L’image est arrivée.',
      refused: 'Vous avez dit que ce n’est pas votre téléphone. Il n’a rien envoyé.',
      takenBack: 'Ce document a été repris à votre téléphone.',
      left: 'Aucune image n’en est arrivée. Continuez ici, ou affichez un nouveau code.',
      replaced:
        'Un autre code a été affiché dans un autre onglet ou sur un autre appareil. Celui-ci ne vaut plus.',
      expired:
        'Personne n’a terminé à temps, ou nous avons perdu le contact avec votre téléphone. Affichez un nouveau code\u00a0: si l’image est déjà arrivée, cette page continue aussitôt.',
    },
    again: 'Afficher un nouveau code',
  },
}
