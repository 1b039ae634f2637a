import { type ShellWords } from '../en/shell.ts'

export const frShell: ShellWords = {
  name: 'Français',
  languages: 'Langue',
  privacy: 'Confidentialité',
  support: 'Aide',
  newTab: '(s’ouvre dans un nouvel onglet)',
  ask: 'Si vous avez besoin d’aide, adressez-vous à {partner}\u00a0:',
  needsScript:
    'Ce formulaire a besoin de JavaScript. Activez-le dans les réglages de votre navigateur, puis rechargez la page.',
  wait: 'Le formulaire devrait fonctionner d’un instant à l’autre. Sinon, vérifiez votre connexion et rechargez la page. Si cela ne suffit pas, utilisez un autre navigateur, ou une version plus récente.',
}
