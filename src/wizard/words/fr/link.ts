import { type LinkWords } from '../en/link.ts'

export const frLink: LinkWords = {
  title: 'Ouvrir vos documents',
  advice: 'Ce lien vous sert à envoyer des documents. Ouvrez-le sur l’appareil que vous voulez utiliser.',
  open: 'Ouvrir',
}
