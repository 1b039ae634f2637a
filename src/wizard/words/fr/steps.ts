import { type StepWords } from '../en/steps.ts'
import { formatBytes, formatDimensions, formatDuration, formatWait } from '../format.ts'

const uploadAgain = 'Renvoyer'

export const frSteps: StepWords = {
  type: {
    title: 'De quel document s’agit-il\u202f?',
    search: 'Trouver un document',
    searchHint: 'Par exemple «\u00a0loyer\u00a0», «\u00a0paie\u00a0» ou «\u00a0T4A\u00a0».',
    found: (count) =>
      count === 0
        ? 'Rien ne correspond. Essayez un autre mot.'
        : count === 1
          ? '1 document correspond.'
          : 'Plusieurs documents correspondent.',
    clear: 'Effacer la recherche',
    more: 'Autres documents',
    missing: 'Choisissez le document que vous envoyez',
    names: {
      passport: 'Passeport',
      license: 'Permis de conduire',
      identification_card: 'Carte d’identité',
      residence_permit: 'Carte de résident permanent',
      canada_provincial_id: 'Carte d’identité provinciale canadienne',
      indigenous_card: 'Carte de statut autochtone',
      utility: 'Facture de services publics',
      paystub: 'Talon de paie',
      bank_statement: 'Relevé bancaire',
      w2: 'W-2, relevé de salaire (É.-U.)',
      '1099': '1099, relevé de revenus (É.-U.)',
      '1120': '1120, déclaration de société (É.-U.)',
      '1065': '1065, société de personnes (É.-U.)',
      t1: 'T1, déclaration de revenus',
      t4: 'T4, feuillet de salaire',
      contract: 'Contrat',
      internal: 'Document interne',
      other: 'Autre document',
    },
    hints: {
      identification_card: 'Nationale, ou d’un État américain',
      indigenous_card: 'Ou carte tribale',
      utility: 'Électricité, gaz, eau, téléphone ou internet',
      t1: 'Ou avis de cotisation',
      contract: 'Bail, accord, statuts constitutifs',
      internal: 'Formulaire ou note de votre organisme',
    },
  },

  details: {
    title: 'À propos du document',
    titleOf: (name) => `À propos de «\u00a0${name}\u00a0»`,
    name: 'Nom du document',
    nameHint: 'Vous pouvez garder ce nom ou le changer.',
    more: 'Plus sur le document',
    note: 'Remarque',
    noteHint: 'Ce que nous devrions savoir à son sujet.',
    extension: 'Format de l’image',
    extensionHint: 'Dans le doute, laissez JPG. Nous convertissons votre image si elle a l’autre format.',
    extensionNames: { jpg: 'JPG', png: 'PNG' },
    someoneElse: 'Je remplis ceci pour quelqu’un d’autre',
    email: 'Votre adresse courriel',
    emailHint: 'La vôtre, pas celle du client. Elle est conservée avec la remarque.',
    charactersLeft: (left) =>
      left >= 0
        ? `Il vous reste ${left} ${left < 2 ? 'caractère' : 'caractères'}`
        : `Vous avez ${-left} ${left === -1 ? 'caractère' : 'caractères'} de trop`,
    wrong: 'Cette réponse ne peut pas être envoyée. Changez-la.',
    joined: 'Les sauts de ligne seront envoyés comme des espaces.',
    registering: 'Enregistrement du document…',
    registerFailed: 'Le document n’est pas encore enregistré',
    registerUnconfirmed: 'Nous ne savons pas si le document a été enregistré',
    unconfirmedAdvice: (button) =>
      `Appuyez de nouveau sur «\u00a0${button}\u00a0»\u00a0: il ne sera pas enregistré deux fois.`,
  },

  file: {
    title: (name) => `Ajoutez l’image de «\u00a0${name}\u00a0»`,
    otherSide: 'Côté 2 sur 2\u00a0: ajoutez l’autre côté de la carte',
    hint: (limit) => `JPG ou PNG. Nous la réduisons si elle dépasse ${formatBytes(limit, 'fr')}.`,
    documentId: 'Identifiant du document',
    choose: 'Choisir un fichier',
    chooseAnother: 'Autre fichier',
    takePhoto: 'Prendre une photo',
    usePhone: 'Utiliser votre téléphone',
    drop: 'ou déposez-le ici, ou collez une capture d’écran',
    dropNow: 'Déposez l’image ici',
    subjects: {
      card: 'Un côté, avec ses quatre coins. Vous pourrez ajouter l’autre ensuite.',
      booklet: 'La page avec votre photo, jusqu’aux deux lignes de lettres en bas.',
      letter: 'La page avec votre nom, votre adresse et la date.',
      form: 'Le formulaire entier, avec chaque case facile à lire.',
      page: 'La page entière, à plat et vue d’en haut. S’il y en a plusieurs, la première.',
      otherSide: 'L’autre côté, avec ses quatre coins.',
    },
    notLikeThis: 'Pas comme ceci',
    flaws: { cut: 'Coupé', glare: 'Reflet', blurred: 'Flou' },
    missing: 'Choisissez d’abord une image du document',
    notOneFile: {
      several: 'Choisissez un seul fichier\u00a0: chaque document a le sien.',
      folder: 'C’est un dossier. Ouvrez-le et choisissez l’image à l’intérieur.',
      none: 'C’était un lien ou du texte, pas un fichier. Enregistrez l’image sur votre appareil, puis choisissez-la ici.',
    },
    unturnable: 'Cette image n’a pas pu être pivotée ici. Vous pouvez l’envoyer telle quelle.',
    preparing: 'Préparation de l’image…',
    remove: 'Retirer',
    rotate: 'Pivoter',
    zoomIn: 'Agrandir',
    zoomOut: 'Réduire',
    previewAlt: 'Aperçu de l’image telle qu’elle sera envoyée',
    noPreview: 'Pas d’aperçu\u00a0: ce navigateur ne peut pas ouvrir l’image.',
    upload: 'Envoyer',
    uploading: 'Envoi…',
    unchanged: 'Exactement comme vous l’avez choisi.',
    toBeSent: (format, { bytes, width, height }) =>
      `À envoyer\u00a0: ${format}, ${formatBytes(bytes, 'fr')}, ${formatDimensions(width, height)}`,
    warnings: {
      endMissing: 'La fin du fichier manquait. L’image est-elle entière\u202f?',
      incomplete: 'Une partie de l’image semble manquer ou être endommagée. Voit-on tout le document\u202f?',
      notShown:
        'Ce navigateur ne peut pas ouvrir l’image\u00a0: elle est peut-être endommagée. Regardez-la dans une autre application.',
      small: 'L’image est très petite. Pouvez-vous tout lire\u202f?',
      blurred: 'L’image semble floue. Pouvez-vous lire les petits caractères\u202f?',
      dark: 'L’image est très sombre. Plus de lumière aiderait.',
      bright: 'L’image est très claire. Une partie est peut-être effacée.',
      blank: 'L’image semble presque vide. Le document est-il dessus\u202f?',
    },
    warningTitle: 'Vérifiez l’image',
    warningAdvice: 'Vous pouvez l’envoyer telle quelle, ou en prendre une autre.',
    notLoaded:
      'Une partie de cette page ne s’est pas chargée. Vérifiez votre réseau ou votre Wi-Fi, puis choisissez l’image de nouveau. Si cela ne suffit pas, rechargez la page.',
    sending: (sent, total) => `${formatBytes(sent, 'fr')} sur ${formatBytes(total, 'fr')} envoyés`,
    timeLeft: (ms) => `encore ${formatDuration(ms, 'fr')} environ`,
    confirming: 'Tout est envoyé. Nous vérifions l’arrivée…',
    confirmingLong:
      'Cela prend plus de temps que d’habitude. Vous pouvez attendre encore, ou annuler et renvoyer l’image\u00a0: c’est sans risque.',
    connecting: 'Connexion…',
    waiting: 'En attente…',
    waitingOffline: 'Vous semblez hors ligne. L’envoi reprend de lui-même dès que la connexion revient.',
    waitingRetry: (seconds, attempt) =>
      `L’envoi n’a pas encore abouti. Nouvel essai dans ${formatWait(seconds)} (essai ${attempt}).`,
    cancel: 'Annuler l’envoi',
    cancelled: 'L’envoi est annulé. L’image est toujours là.',
    cancelledUnconfirmed:
      'L’envoi est annulé, mais tout était déjà parti. Nous ne savons pas si l’image est arrivée. La renvoyer est sans risque.',
    notUploaded: 'L’image n’a pas été envoyée',
    unconfirmed: 'Nous ne savons pas si l’image est arrivée',
    unconfirmedAdvice: `Elle est peut-être arrivée. Appuyez sur «\u00a0${uploadAgain}\u00a0»\u00a0: c’est sans risque, elle n’arrivera pas deux fois.`,
    uploadAgain,
    otherTab: 'Ce document est ouvert dans un autre onglet',
    otherTabAdvice: 'Continuez là-bas, ou fermez l’autre onglet et appuyez sur «\u00a0Continuer ici\u00a0».',
    goOnHere: 'Continuer ici',
    unconfirmedForGood:
      'Elle est peut-être arrivée, mais ce n’est pas certain. Par précaution, enregistrez le document de nouveau et envoyez l’image encore une fois.',
    registerAnew: 'Enregistrer le document de nouveau',
    progressLabel: 'Progression de l’envoi',
  },

  receipt: {
    title: 'Envoyé',
    lead: 'Votre image est arrivée.',
    bothSides: 'Les deux côtés sont arrivés.',
    warningAdvice: 'Si elle ne suffit pas, envoyez-en une meilleure comme autre document.',
    documentId: 'Identifiant du document',
    copy: 'Copier l’identifiant',
    copyResults: {
      copied: 'Copié',
      byHand:
        'Votre navigateur ne permet pas la copie ici. L’identifiant est sélectionné\u00a0: copiez-le au clavier ou par un appui long.',
    },
    details: 'Identifiant du document et détails',
    name: 'Nom',
    when: 'Envoyé le',
    file: 'Fichier',
    sha256: 'SHA-256',
    otherSide: 'Ajouter l’autre côté',
    another: 'Ajouter un autre document',
    goOn: (name) => `Continuer avec «\u00a0${name}\u00a0»`,
    forEarlierFile: 'Une image envoyée avant est arrivée. C’est elle qui compte, pas les suivantes.',
    done: 'Terminer',
    toList: 'Revenir à vos documents',
    back: 'verso',
    front: 'recto',
    earlier: 'Envoyés avant',
  },

  finished: {
    title: 'C’est terminé',
    documents: 'Vos documents',
    lead: (count) => (count === 1 ? 'Vous avez envoyé 1 document.' : `Vous avez envoyé ${count} documents.`),
    close: 'Vous pouvez fermer cette page.',
    again: 'Envoyer un autre document',
    goBack: (partner) => `Revenir à ${partner}`,
  },
}
