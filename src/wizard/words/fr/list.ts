import { type ListWords } from '../en/list.ts'

export const frList: ListWords = {
  title: 'Vos documents',
  progress: (done, total) => `${done} sur ${total} terminé${done > 1 ? 's' : ''}`,
  allDone: 'Tout ce qui était demandé est arrivé. Il ne faut rien de plus.',
  accepted: 'Documents acceptés\u00a0:',
  front: 'Recto',
  back: 'Verso',
  needed: 'Encore nécessaire',
  notNeeded: 'Seulement si vous l’avez',
  pictureMissing: 'Enregistré. Son image manque encore.',
  unconfirmed:
    'Une image a été envoyée, et nous ne savons pas si elle est arrivée. La renvoyer est sans risque.',
  arrived: 'Arrivé',
  arrivedOn: (day) => `Arrivé le ${day}`,
  skipped: 'Passé',
  add: 'Ajouter',
  addPicture: 'Ajouter l’image',
  sendAgain: 'Renvoyer l’image',
  skip: 'Passer',
  takeBack: 'Reprendre',
  done: 'Terminer',
  later: 'Terminer pour l’instant',
  stillMissing: (count) =>
    `${count === 1 ? 'Il manque encore un document' : `Il manque encore ${count} documents`}. Ce que vous avez envoyé reste. Revenez par le même chemin pour continuer.`,
  laterHint: 'Vous pourrez revenir et continuer où vous en étiez.',
  asksOtherwise: 'Ce qui est demandé a changé. Vérifiez vos réponses.',
  phone: {
    choosing: 'Votre téléphone affiche cette liste. Ce qu’il envoie apparaît ici de lui-même.',
    left: 'Ce qu’il a envoyé reste. Continuez ici, ou affichez un nouveau code.',
    replaced:
      'Un autre code a été affiché dans un autre onglet ou sur un autre appareil. Celui-ci ne vaut plus. Ce que votre téléphone a envoyé reste.',
    expired:
      'Personne n’a terminé à temps, ou nous avons perdu le contact avec votre téléphone. Ce qu’il a envoyé reste. Continuez ici, ou affichez un nouveau code.',
  },
  changed: 'Cette liste a changé ailleurs. La voici telle qu’elle est maintenant.',
}
