import { type RejectionWords } from '../en/rejections.ts'
import { formatBytes, formatDimensions } from '../format.ts'

const readyMade =
  'Choisissez une autre image\u00a0: les photos sont le plus souvent en JPG, les captures d’écran en PNG.'

export const frRejections: RejectionWords = {
  refused: {
    jpeg: 'C’est un JPG, mais un PNG était attendu. Choisissez le fichier de nouveau.',
    png: 'C’est un PNG, mais un JPG était attendu. Choisissez le fichier de nouveau.',
    cgbi: 'C’est un PNG fait pour une application d’iPhone, que ce navigateur ne peut pas ouvrir. Faites-en une capture d’écran, ou prenez une photo du document.',
    pdf: 'C’est un PDF. Prenez une photo ou une capture d’écran de la page.',
    heic: 'C’est une photo HEIC, que ce navigateur ne peut pas ouvrir. Ouvrez-la sur votre téléphone et faites-en une capture d’écran, ou réglez l’appareil sur «\u00a0Le plus compatible\u00a0» et reprenez la photo.',
    avif: 'C’est une image AVIF, que ce navigateur ne peut pas ouvrir. Faites-en une capture d’écran, ou enregistrez-la en JPG.',
    webp: 'C’est une image WebP, que ce navigateur ne peut pas ouvrir. Faites-en une capture d’écran, ou enregistrez-la en JPG.',
    gif: 'C’est un GIF. Faites-en une capture d’écran, ou enregistrez-le en PNG.',
    bmp: 'C’est une image BMP, que ce navigateur ne peut pas ouvrir. Enregistrez-la en PNG.',
    tiff: 'C’est une numérisation TIFF. Enregistrez-la en PNG ou JPG, ou faites une capture d’écran de la page.',
    svg: 'C’est un dessin SVG, pas l’image d’un document. Faites-en une capture d’écran.',
    ico: 'C’est une icône, pas l’image d’un document. Prenez une photo du document.',
    mp4: 'C’est une vidéo. Prenez plutôt une photo du document.',
    mov: 'C’est une vidéo. Prenez plutôt une photo du document.',
    office: 'C’est un fichier Office. Ouvrez-le et faites une capture d’écran de la page.',
    zip: 'C’est une archive ZIP. Ouvrez-la et choisissez l’image à l’intérieur.',
    html: 'C’est une page web. Ouvrez-la et faites une capture d’écran.',
    text: 'C’est un fichier texte. Ouvrez-le et faites-en une capture d’écran.',
    empty: 'Ce fichier est vide. Choisissez-le de nouveau, ou prenez une nouvelle photo.',
    unknown:
      'Nous ne connaissons pas ce genre de fichier. Prenez une photo ou une capture d’écran du document.',
  },
  problems: {
    damaged: (format) =>
      `Ce ${format} semble endommagé ou incomplet. Copiez-le ou téléchargez-le de nouveau, ou prenez une nouvelle photo.`,
    tooManyPixels: (width, height) =>
      `Cette image a ${formatDimensions(width, height)}, plus que ce qui peut être réduit ici. Reprenez-la avec une résolution plus basse, ou faites-en une capture d’écran.`,
    tooLarge: (bytes) =>
      `Cette image fait ${formatBytes(bytes, 'fr')} et ne peut pas être assez réduite. Prenez une nouvelle photo ou faites-en une capture d’écran.`,
    unreadable:
      'Votre appareil ne nous a pas laissé lire ce fichier. S’il est dans le nuage, téléchargez-le d’abord, puis choisissez-le de nouveau.',
    outOfMemory:
      'Votre appareil a trop peu de mémoire pour cette image. Fermez d’autres applications et choisissez-la de nouveau, ou prenez-la avec une résolution plus basse.',
    drawingBlocked: (format, limit) =>
      `Ce navigateur ne laisse pas les pages web modifier des images\u00a0: celle-ci ne peut pas devenir ici un ${format} de ${formatBytes(limit, 'fr')} au plus. ${readyMade}`,
    stopped:
      'Quelque chose s’est mal passé sur cette page pendant la préparation de l’image. Choisissez-la de nouveau. Si cela ne suffit pas, rechargez la page.',
    failed: (format, limit) =>
      `Cette image ne peut pas devenir ici un ${format} de ${formatBytes(limit, 'fr')} au plus. ${readyMade}`,
  },
  chosen: (format, { bytes, width, height }) =>
    `Choisi\u00a0: ${format}, ${formatBytes(bytes, 'fr')}, ${formatDimensions(width, height)}`,
  changes: {
    completed: 'La fin du fichier manquait. Elle a été ajoutée.',
    converted: 'Convertie au format du document.',
    scaled: 'Réduite, car elle était trop grande telle quelle.',
    recompressed: 'Enregistrée de nouveau, plus petite, pour respecter la limite.',
    rotated: 'Pivotée et enregistrée de nouveau.',
  },
}
