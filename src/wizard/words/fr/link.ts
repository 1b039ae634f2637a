import { type LinkWords } from '../en/link.ts'

export const frLink: LinkWords = {
  title: 'Ouvrir vos documents',
  advice:
    'Ce lien vous a été envoyé pour que vous transmettiez des documents. Ouvrez-le sur l’appareil que vous voulez utiliser.',
  open: 'Ouvrir',
}
