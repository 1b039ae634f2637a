import { type LaterErrorWords } from '../en/errors.ts'

const tryAgain = 'Rien de ce que vous avez saisi n’est perdu. Attendez un instant, puis réessayez.'
const tellUs = 'Si cela revient, donnez-nous le numéro de requête ci-dessous.'

export const frErrors: LaterErrorWords = {
  requestValidateError: {
    title: 'Le service des documents n’a pas accepté ces réponses',
    advice:
      'Cherchez < ou > dans le nom, la remarque et l’adresse courriel. Enlevez ce signe, puis réessayez.',
  },
  documentNotFound: {
    title: 'Le service des documents ne connaît plus ce document',
    advice: 'Enregistrez-le de nouveau. Vos réponses sont toujours là.',
  },
  fileNotFound: {
    title: 'Le service des documents n’a trouvé aucun fichier',
    advice: 'Rien n’est perdu. Réessayez.',
  },
  extAkepa: {
    title: 'Le service des documents a un problème',
    advice: `${tryAgain} ${tellUs}`,
  },
  notFound: {
    title: 'Cette page a demandé quelque chose qui n’existe pas',
    advice: `Rechargez la page. ${tellUs}`,
  },
  methodNotAllowed: {
    title: 'Cette page a fait une demande qui n’est pas prévue',
    advice: `Rechargez la page. ${tellUs}`,
  },
  requestMalformed: {
    title: 'Votre envoi n’est pas bien arrivé',
    advice: `Rechargez la page et réessayez. ${tellUs}`,
  },
  requestTooLarge: {
    title: 'Vos réponses sont trop longues pour être envoyées',
    advice: `Écrivez une remarque plus courte. ${tellUs}`,
  },
  mediaTypeRefused: {
    title: 'Votre envoi n’est pas bien arrivé',
    advice: `Rechargez la page et réessayez. ${tellUs}`,
  },
  tooManyRequests: {
    title: 'Il y a trop de demandes en ce moment',
    advice: 'Attendez une minute, puis réessayez. Rien de ce que vous avez saisi n’est perdu.',
  },
  internalError: { title: 'Une erreur s’est produite chez nous', advice: `${tryAgain} ${tellUs}` },
  originForbidden: {
    title: 'Cette page n’a pas le droit d’envoyer des documents',
    advice: `Ouvrez le formulaire à sa propre adresse. ${tellUs}`,
  },
  guestSessionsOff: {
    title: 'Il faut un lien pour ouvrir ce formulaire',
    advice: 'Utilisez le lien qui vous a été envoyé, ou demandez-en un nouveau.',
  },
  sessionMissing: {
    title: 'Ce formulaire ne sait pas qui vous êtes',
    advice: `Rechargez la page. ${tellUs}`,
  },
  sessionInvalid: {
    title: 'Cette page n’est plus valable',
    advice: `Rechargez la page. ${tellUs}`,
  },
  sessionExpired: {
    title: 'Cette page est restée ouverte trop longtemps',
    advice: 'Rechargez la page pour continuer où vous en étiez.',
  },
  sessionEnded: {
    title: 'Le formulaire a été fermé pour vous',
    advice:
      'Ce que vous avez envoyé est bien arrivé. Pour continuer, rouvrez le formulaire là où les documents vous ont été demandés.',
  },
  linkOpenedElsewhere: {
    title: 'Ce lien a été ouvert sur un autre appareil',
    advice: 'Pour continuer ici, réessayez. Rien de ce que vous avez envoyé n’est perdu.',
  },
  idempotencyKeyInvalid: {
    title: 'Vos réponses ne sont pas bien arrivées',
    advice: `Rechargez la page et réessayez. ${tellUs}`,
  },
  idempotencyKeyReused: {
    title: 'Ces réponses diffèrent de celles envoyées avant',
    advice: `Appuyez de nouveau sur «\u00a0Continuer\u00a0». ${tellUs}`,
  },
  ticketMissing: {
    title: 'Cette page ne peut pas envoyer l’image',
    advice: `Enregistrez le document de nouveau. ${tellUs}`,
  },
  ticketInvalid: {
    title: 'Cette page ne peut plus envoyer l’image',
    advice: 'Enregistrez le document de nouveau. Vos réponses sont toujours là.',
  },
  ticketExpired: {
    title: 'Le document a été enregistré il y a trop longtemps',
    advice: 'Enregistrez-le de nouveau. Vos réponses sont toujours là.',
  },
  ticketForeign: {
    title: 'Ce document n’est pas le vôtre',
    advice: `Enregistrez votre propre document. ${tellUs}`,
  },
  uploadInProgress: {
    title: 'Ce document est déjà en cours d’envoi',
    advice: 'Attendez un instant, ou regardez s’il est ouvert dans un autre onglet.',
  },
  documentAlreadyUploaded: {
    title: 'Ce document a déjà une autre image',
    advice: 'Pour envoyer aussi celle-ci, enregistrez le document de nouveau.',
  },
  lengthRequired: {
    title: 'Le fichier n’est pas bien arrivé',
    advice: `Essayez un autre navigateur ou un autre réseau. ${tellUs}`,
  },
  multipartInvalid: {
    title: 'Le fichier n’est pas bien arrivé',
    advice: `Choisissez-le de nouveau et réessayez. ${tellUs}`,
  },
  fileHashInvalid: {
    title: 'Le fichier n’est pas bien arrivé',
    advice: `Choisissez-le de nouveau et réessayez. ${tellUs}`,
  },
  fileHashMismatch: {
    title: 'L’image a changé en chemin',
    advice: 'Réessayez. Si cela revient, utilisez un autre réseau.',
  },
  fileTooLarge: {
    title: 'L’image est trop grande',
    advice: 'Prenez-la avec une résolution plus basse, ou faites-en une capture d’écran.',
  },
  fileTypeRefused: {
    title: 'Le fichier n’est pas une image JPG ou PNG',
    advice: 'Prenez une photo ou une capture d’écran du document.',
  },
  fileFormatMismatch: {
    title: 'L’image n’a pas le format du document',
    advice: 'Choisissez-la de nouveau. Nous la convertissons pour vous.',
  },
  fileDamaged: {
    title: 'L’image est endommagée ou incomplète',
    advice: 'Choisissez-la de nouveau, ou prenez une nouvelle photo.',
  },
  fileTooManyPixels: {
    title: 'L’image a beaucoup trop de pixels',
    advice: 'Prenez-la avec une résolution plus basse, ou faites-en une capture d’écran.',
  },
  fileInfected: {
    title: 'Ce fichier contient quelque chose de dangereux',
    advice:
      'Prenez une nouvelle photo du document. Votre appareil a peut-être besoin d’une analyse antivirus.',
  },
  scannerUnavailable: {
    title: 'Nous n’avons pas pu chercher de virus dans le fichier',
    advice: `${tryAgain} ${tellUs}`,
  },
  uploadStalled: {
    title: 'La connexion était trop lente',
    advice: 'Rien n’est perdu. Réessayez là où la réception est meilleure.',
  },
  upstreamUnreachable: {
    title: 'Nous ne pouvons pas joindre le service des documents',
    advice: `${tryAgain} ${tellUs}`,
  },
  upstreamTimeout: {
    title: 'Le service des documents met trop de temps à répondre',
    advice: `${tryAgain} ${tellUs}`,
  },
  upstreamConnectionLost: {
    title: 'La connexion au service des documents a été coupée',
    advice: `${tryAgain} ${tellUs}`,
  },
  upstreamAnswerInvalid: {
    title: 'Nous ne pouvons pas lire la réponse du service des documents',
    advice: `${tryAgain} ${tellUs}`,
  },
  upstreamFailed: {
    title: 'Le service des documents ne marche pas en ce moment',
    advice: `${tryAgain} ${tellUs}`,
  },
  upstreamRefused: { title: 'Le service des documents a refusé la demande', advice: tellUs },
  upstreamBusy: { title: 'Le service des documents est très sollicité', advice: tryAgain },
  upstreamTokenRenewed: {
    title: 'Nous avons dû nous reconnecter au service des documents',
    advice: 'Rien n’est perdu. Réessayez.',
  },
  upstreamLoginFailed: {
    title: 'Le service des documents ne nous a pas laissé entrer',
    advice: `Ce n’est pas votre faute. ${tellUs}`,
  },
  partnerKeyMissing: {
    title: 'La page autour de ce formulaire nous est inconnue',
    advice: `Signalez-le à ceux qui la gèrent. ${tellUs}`,
  },
  partnerKeyInvalid: {
    title: 'La page autour de ce formulaire nous est inconnue',
    advice: `Signalez-le à ceux qui la gèrent. ${tellUs}`,
  },
  returnUrlForbidden: {
    title: 'Le retour depuis ce formulaire n’est pas permis',
    advice: `Signalez-le à la personne qui vous a envoyé le lien. ${tellUs}`,
  },
  linkInvalid: {
    title: 'Ce lien n’est pas complet',
    advice: 'Ouvrez-le de nouveau tel que vous l’avez reçu, ou demandez-en un autre.',
  },
  linkExpired: {
    title: 'Ce lien a expiré',
    advice: 'Demandez-en un nouveau à la personne qui l’a envoyé.',
  },
  linkUsed: {
    title: 'Ce lien a déjà été ouvert',
    advice: 'Il ne sert qu’une fois. Continuez dans l’onglet où vous l’avez ouvert, ou demandez-en un autre.',
  },
  linkCompleted: {
    title: 'Tout ce qui était demandé est arrivé',
    advice:
      'Il ne reste rien à faire. Si un autre document est nécessaire, la personne qui a envoyé le lien vous le dira.',
  },
  handoffNotAllowed: {
    title: 'Votre ordinateur ne l’a pas autorisé',
    advice: 'Appuyez d’abord sur «\u00a0Oui\u00a0» sur l’ordinateur.',
  },
  handoffEnded: {
    title: 'Votre téléphone n’est plus nécessaire',
    advice: 'Continuez sur votre ordinateur.',
  },
  fieldLocked: {
    title: 'Une réponse déjà remplie pour vous a été changée',
    advice: `Rechargez la page. ${tellUs}`,
  },
  typeNotAllowed: {
    title: 'Ce genre de document n’est pas demandé ici',
    advice: 'Revenez en arrière et choisissez un des documents proposés.',
  },
  registrationInProgress: {
    title: 'L’enregistrement de votre dernier document n’est pas fini',
    advice: tryAgain,
  },
  tooManyDocuments: {
    title: 'Trop de documents ont été commencés en peu de temps',
    advice: 'Réessayez dans une heure, ou demain si le problème persiste.',
  },
  requestedKeyInvalid: {
    title: 'Ce document n’est plus demandé',
    advice: `Rechargez la page pour voir ce qui l’est. ${tellUs}`,
  },
  entryNotOptional: {
    title: 'Vous ne pouvez pas passer ce document',
    advice: `Rechargez la page pour voir ce qu’il faut. ${tellUs}`,
  },
  notFramed: {
    title: 'Ce formulaire a sa place dans une autre page',
    advice: 'Ouvrez-le depuis la page où un document vous a été demandé.',
  },
  sessionUnavailable: {
    title: 'La page autour de ce formulaire n’a pas pu l’ouvrir pour vous',
    advice: 'Votre connexion a peut-être pris fin. Connectez-vous de nouveau, puis réessayez.',
  },
  customerChanged: {
    title: 'Une autre personne s’est connectée',
    advice: 'Cette page recommence pour elle.',
  },
  linkSessionExpired: {
    title: 'Le temps prévu pour ce lien est écoulé',
    advice:
      'Demandez-en un nouveau à la personne qui l’a envoyé. Ce que vous avez déjà envoyé est bien arrivé.',
  },
  insecureContext: {
    title: 'Cette page n’est pas sûre',
    advice: 'Son adresse doit commencer par https://. Sans cela, aucune image ne peut être envoyée.',
  },
}
