import { type FileFormat } from '../../../contract/file.ts'
import { type FileChange } from '../../../image/prepared-file.ts'
import { type PictureFacts } from './steps.ts'
import { formatBytes, formatDimensions } from '../format.ts'

const readyMade = 'Choose another one: most photos are JPG, most screenshots are PNG.'

/** Why a file can't be sent, and a way on; and what was done to one that is made ready. */
export const enRejections = {
  refused: {
    jpeg: 'This is a JPG, but a PNG was expected. Choose the file again.',
    png: 'This is a PNG, but a JPG was expected. Choose the file again.',
    cgbi: 'This is a PNG made for an iPhone app, which this browser can’t open. Take a screenshot of it, or a photo of the document.',
    pdf: 'This is a PDF. Take a photo or a screenshot of the page.',
    heic: 'This is a HEIC photo, which this browser can’t open. Take a screenshot of it on your phone, or set the camera to “Most compatible” and take the photo again.',
    avif: 'This is an AVIF picture, which this browser can’t open. Take a screenshot of it, or save it as JPG.',
    webp: 'This is a WebP picture, which this browser can’t open. Take a screenshot of it, or save it as JPG.',
    gif: 'This is a GIF. Take a screenshot of it, or save it as PNG.',
    bmp: 'This is a BMP picture, which this browser can’t open. Save it as PNG.',
    tiff: 'This is a TIFF scan. Save it as PNG or JPG, or take a screenshot of the page.',
    svg: 'This is an SVG drawing, not a picture of a document. Take a screenshot of it.',
    ico: 'This is an icon, not a picture of a document. Take a photo of the document.',
    mp4: 'This is a video. Take a photo of the document instead.',
    mov: 'This is a video. Take a photo of the document instead.',
    office: 'This is an Office file. Open it and take a screenshot of the page.',
    zip: 'This is a ZIP archive. Open it and choose the picture inside.',
    html: 'This is a web page. Open it and take a screenshot.',
    text: 'This is a text file. Open it and take a screenshot of it.',
    empty: 'This file is empty. Choose it again, or take a new photo.',
    unknown: 'We don’t know this kind of file. Take a photo or a screenshot of the document.',
  } satisfies Record<FileFormat, string>,
  problems: {
    damaged: (format: string) =>
      `This ${format} seems to be damaged or not complete. Copy or download it again, or take a new photo.`,
    tooManyPixels: (width: number, height: number) =>
      `This picture has ${formatDimensions(width, height)}, more than can be made smaller here. Take it again at a lower resolution, or take a screenshot of it.`,
    tooLarge: (bytes: number) =>
      `This picture has ${formatBytes(bytes)} and can’t be made small enough. Take a new photo or a screenshot of it.`,
    unreadable:
      'Your device didn’t let us read this file. If it is in the cloud, download it first, then choose it again.',
    outOfMemory:
      'Your device has too little memory for this picture. Close other apps and choose it again, or take it at a lower resolution.',
    drawingBlocked: (format: string, limit: number) =>
      `This browser doesn’t let web pages change pictures, so this one can’t be made into a ${format} of at most ${formatBytes(limit)} here. ${readyMade}`,
    stopped:
      'Something went wrong on this page while the picture was made ready. Choose it again. If that doesn’t help, reload the page.',
    failed: (format: string, limit: number) =>
      `This picture can’t be made into a ${format} of at most ${formatBytes(limit)} here. ${readyMade}`,
  },
  chosen: (format: string, { bytes, width, height }: PictureFacts) =>
    `Chosen: ${format}, ${formatBytes(bytes)}, ${formatDimensions(width, height)}`,
  changes: {
    completed: 'The end of the file was missing. It was added.',
    converted: 'Converted to the format of the document.',
    scaled: 'Made smaller, because it was too large as it was.',
    recompressed: 'Saved again, smaller, to fit the size limit.',
    rotated: 'Rotated and saved again.',
  } satisfies Record<FileChange, string>,
}

export type RejectionWords = typeof enRejections
