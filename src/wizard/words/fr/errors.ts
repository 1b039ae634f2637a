import { type LaterErrorWords } from '../en/errors.ts'

const tryAgain = 'Rien de ce que vous avez saisi n’est perdu. Attendez un instant, puis réessayez.'
const tellUs = 'Si cela se reproduit, contactez-nous en indiquant le numéro de requête ci-dessous.'

export const frErrors: LaterErrorWords = {
  requestValidateError: {
    title: 'Le service de vérification n’a pas accepté ces réponses',
    advice: 'Cherchez des signes inhabituels dans le nom, la remarque et l’adresse courriel, puis réessayez.',
  },
  documentNotFound: {
    title: 'Le service de vérification ne connaît plus ce document',
    advice: 'Enregistrez-le de nouveau. Vos réponses sont toujours là.',
  },
  fileNotFound: {
    title: 'Le service de vérification n’a trouvé aucun fichier',
    advice: 'Rien n’est perdu. Réessayez.',
  },
  extAkepa: {
    title: 'Le service de vérification a lui-même un problème',
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
    advice: `Raccourcissez la remarque. ${tellUs}`,
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
    title: 'Ce formulaire ne s’ouvre que sur invitation',
    advice: 'Utilisez le lien qui vous a été envoyé, ou demandez-en un nouveau.',
  },
  sessionMissing: {
    title: 'Vous n’êtes pas connecté à ce formulaire',
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
    title: 'Le droit d’envoyer cette image manque',
    advice: `Enregistrez le document de nouveau. ${tellUs}`,
  },
  ticketInvalid: {
    title: 'Le droit d’envoyer cette image n’est plus valable',
    advice: 'Enregistrez le document de nouveau. Vos réponses sont toujours là.',
  },
  ticketExpired: {
    title: 'Le document a été enregistré il y a trop longtemps',
    advice: 'Enregistrez-le de nouveau. Vos réponses sont toujours là.',
  },
  ticketForeign: {
    title: 'Ce document appartient à quelqu’un d’autre',
    advice: `Enregistrez votre propre document. ${tellUs}`,
  },
  uploadInProgress: {
    title: 'Ce document est déjà en cours d’envoi',
    advice: 'Attendez un instant, ou regardez s’il est ouvert dans un autre onglet.',
  },
  documentAlreadyUploaded: {
    title: 'Une autre image a déjà été envoyée pour ce document',
    advice: 'Pour envoyer aussi celle-ci, enregistrez un nouveau document pour elle.',
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
    advice: 'Réessayez. Si cela se reproduit, utilisez un autre réseau.',
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
    title: 'L’image n’a pas le format dans lequel le document est enregistré',
    advice: 'Choisissez-la de nouveau\u202f; elle sera convertie.',
  },
  fileDamaged: {
    title: 'L’image est endommagée ou incomplète',
    advice: 'Choisissez-la de nouveau, ou prenez une nouvelle photo.',
  },
  fileTooManyPixels: {
    title: 'L’image a beaucoup trop de pixels',
    advice: 'Reprenez-la avec une résolution plus basse, ou faites-en une capture d’écran.',
  },
  fileInfected: {
    title: 'Ce fichier contient quelque chose de nuisible',
    advice:
      'Prenez une nouvelle photo du document. Votre appareil a peut-être besoin d’une analyse antivirus.',
  },
  scannerUnavailable: {
    title: 'La recherche de virus dans le fichier n’a pas pu se faire',
    advice: `${tryAgain} ${tellUs}`,
  },
  uploadStalled: {
    title: 'La connexion était trop lente',
    advice: 'Rien n’est perdu. Réessayez là où la réception est meilleure.',
  },
  upstreamUnreachable: {
    title: 'Le service de vérification est injoignable',
    advice: `${tryAgain} ${tellUs}`,
  },
  upstreamTimeout: {
    title: 'Le service de vérification met trop de temps à répondre',
    advice: `${tryAgain} ${tellUs}`,
  },
  upstreamConnectionLost: {
    title: 'La connexion au service de vérification a été coupée',
    advice: `${tryAgain} ${tellUs}`,
  },
  upstreamAnswerInvalid: {
    title: 'Le service de vérification a donné une réponse incompréhensible',
    advice: `${tryAgain} ${tellUs}`,
  },
  upstreamFailed: {
    title: 'Le service de vérification est en panne',
    advice: `${tryAgain} ${tellUs}`,
  },
  upstreamRefused: { title: 'Le service de vérification a refusé la demande', advice: tellUs },
  upstreamBusy: { title: 'Le service de vérification est très sollicité', advice: tryAgain },
  upstreamTokenRenewed: {
    title: 'Nous avons dû nous reconnecter au service de vérification',
    advice: 'Rien n’est perdu. Réessayez.',
  },
  upstreamLoginFailed: {
    title: 'Le service de vérification ne nous a pas laissé entrer',
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
    advice: 'Il sert une fois. Continuez dans l’onglet où vous l’avez ouvert, ou demandez-en un autre.',
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
    title: 'Une réponse fixée par ceux qui demandent le document a été changée',
    advice: `Rechargez la page. ${tellUs}`,
  },
  typeNotAllowed: {
    title: 'Ce genre de document n’est pas demandé ici',
    advice: 'Revenez en arrière et choisissez un des documents proposés.',
  },
  registrationInProgress: {
    title: 'Le dernier document est en cours d’enregistrement ailleurs',
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
    advice: 'Vous avez peut-être été déconnecté. Reconnectez-vous, puis réessayez.',
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
    title: 'Cette page n’est pas ouverte de façon sûre',
    advice: 'Son adresse doit commencer par https://. Sans cela, aucune image ne peut être envoyée.',
  },
}
