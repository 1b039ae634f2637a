import { isImageFormat } from '../../contract/image/file-format.ts'
import { type FileFormat, mediaTypeOfFormat } from '../../contract/file.ts'
import { longestJpegSide, maxDecodedPixels } from './decoded-pixels.ts'
import { type Dimensions } from '../file/header-dimensions.ts'
import { type DescribedFile } from '../file/inspect-file.ts'
import { PrepareError } from '../prepare-error.ts'

/**
 * The formats worth trying in a decoder, which may know them or not. SVG is missing because it is a document that
 * can hold scripts, TIFF because it can hold pages of which only the first would arrive.
 */
const decodableMediaTypes: Partial<Record<FileFormat, string>> = {
  ...mediaTypeOfFormat,
  webp: 'image/webp',
  avif: 'image/avif',
  heic: 'image/heic',
  gif: 'image/gif',
  bmp: 'image/bmp',
  // Safari opens it.
  cgbi: 'image/png',
}

/**
 * Decodes a file into its pixels. A JPEG or PNG is decoded as stored, and its `orientation` has yet to turn it; the
 * other formats come out upright. The bitmap holds four bytes a pixel until it is closed.
 */
export async function decodeImage(file: Blob, described: DescribedFile): Promise<ImageBitmap> {
  const { format, stored } = described
  const mediaType = decodableMediaTypes[format]
  if (!mediaType) throw new PrepareError({ kind: 'typeRefused', found: format })
  if (stored) refuseTooManyPixels(stored)
  const bitmap = await decode(decodable(file, described, mediaType), described)
  try {
    refuseTooManyPixels(bitmap)
  } catch (error) {
    bitmap.close()
    throw error
  }
  return bitmap
}

async function decode(blob: Blob, { format, stored }: DescribedFile): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(blob)
  } catch (cause) {
    // Nothing is wrong with a PNG whose side is longer than the browser decodes (Firefox 153: 65,535).
    if (stored && Math.max(stored.width, stored.height) > longestJpegSide) {
      throw new PrepareError({ kind: 'tooManyPixels', ...stored }, { cause })
    }
    const kind = isImageFormat(format) ? 'damaged' : 'typeRefused'
    throw new PrepareError({ kind, found: format }, { cause })
  }
}

function refuseTooManyPixels({ width, height }: Dimensions): void {
  if (width * height > maxDecodedPixels) throw new PrepareError({ kind: 'tooManyPixels', width, height })
}

/** The end marker of a JPEG. Without it, browsers decode no more than the beginning (Chromium 156). */
const endOfImage = Uint8Array.of(0xff, 0xd9)

/**
 * The file with its Exif blocks left out, and with the end that it lacks. Browsers differ in whether they turn a
 * picture by its Exif orientation, and some refuse the options for it. Without the blocks, none of them turns it.
 */
function decodable(file: Blob, { exifBlocks, missingEnd }: DescribedFile, type: string): Blob {
  const parts: BlobPart[] = []
  let start = 0
  for (const block of exifBlocks) {
    parts.push(file.slice(start, block.start))
    start = block.end
  }
  parts.push(file.slice(start, missingEnd))
  if (missingEnd !== undefined) parts.push(endOfImage)
  return new Blob(parts, { type })
}
