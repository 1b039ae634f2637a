import { type PageWords } from '../en/page.ts'

const tryAgain = 'Rien de ce que vous avez saisi n’est perdu. Attendez un instant, puis réessayez.'

export const frPage: PageWords = {
  language: 'fr',
  appName: 'Envoyer un document',
  backLink: 'Retour',
  continue: 'Continuer',
  change: 'Modifier',
  optional: '(facultatif)',
  given: 'Déjà rempli pour vous. Vous ne pouvez pas le changer ici.',
  sandboxNotice:
    'Bac à sable\u00a0: les documents vont à un système d’essai. N’envoyez pas de vrais papiers.',
  loading: 'Un instant…',
  requestId: (id) => `Numéro de requête\u00a0: ${id}`,
  errorSummaryTitle: 'Il y a un problème',
  errorTitlePrefix: 'Erreur\u00a0: ',
  tryAgain: 'Réessayer',
  reload: 'Recharger la page',
  steps: {
    label: 'Progression',
    workflow: 'Pour qui',
    type: 'Document',
    details: 'Détails',
    file: 'Fichier',
    receipt: 'Reçu',
    position: (current, total, name) => `Étape ${current} sur ${total}\u00a0: ${name}`,
    state: { done: 'terminée', current: 'étape en cours', todo: 'à venir' },
  },

  workflow: {
    title: 'Pour qui est le document\u202f?',
    names: { PERSONAL: 'Une personne', BUSINESS: 'Une entreprise' },
    hints: {
      PERSONAL: 'Vous, ou quelqu’un que vous aidez à ouvrir un compte.',
      BUSINESS: 'Une société par actions, une société de personnes ou un organisme.',
    },
    missing: 'Indiquez si le document est pour une personne ou une entreprise',
  },

  restored: {
    unreadable: 'Vos réponses d’avant ne sont plus lisibles. Recommencez.',
    expired: 'Vos réponses d’avant ne sont plus là. Recommencez.',
    otherCustomer:
      'Une autre personne s’est connectée\u00a0: cette page recommence. Rien de ce qui était saisi n’a été gardé.',
  },

  errors: {
    overloaded: { title: 'Nous sommes très sollicités en ce moment', advice: tryAgain },
    shuttingDown: { title: 'Le service redémarre', advice: tryAgain },
    documentLimitReached: {
      title: 'Tous les documents demandés sont déjà enregistrés',
      advice: 'S’il en faut un autre, dites-le à ceux qui vous les ont demandés.',
    },
    connectionLost: {
      title: 'La connexion a été coupée',
      advice:
        'Rien de ce que vous avez saisi n’est perdu. Vérifiez votre réseau ou votre Wi-Fi, puis réessayez.',
    },
    answerUnreadable: {
      title: 'Nous ne pouvons pas lire la réponse',
      advice: `Il faut peut-être d’abord vous connecter au Wi-Fi. ${tryAgain}`,
    },
    partNotLoaded: {
      title: 'Une partie de cette page ne s’est pas chargée',
      advice:
        'Vérifiez votre réseau ou votre Wi-Fi, puis réessayez. Si cela ne suffit pas, rechargez la page.',
    },
    unexpected: {
      title: 'Quelque chose s’est mal passé sur cette page',
      advice: 'Ce n’est pas votre faute. Réessayez. Si cela ne suffit pas, rechargez la page.',
    },
    hostUnreachable: {
      title: 'La page autour de ce formulaire ne répond pas',
      advice: 'Rechargez la page. Si cela revient, signalez-le à ceux qui la gèrent.',
    },
  },
}
