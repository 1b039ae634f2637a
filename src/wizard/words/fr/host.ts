import { type HostWords } from '../en/host.ts'

export const frHost: HostWords = {
  title: 'En attente de la page autour de ce formulaire',
  advice: 'Elle vous demande peut-être de vous connecter. Ce formulaire continuera ensuite de lui-même.',
}
