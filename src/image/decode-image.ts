import { isImageFormat } from '../contract/file-format.ts'
import { bytesPerMegabyte, type FileFormat, mediaTypeOfFormat } from '../contract/file.ts'
import { type Dimensions } from './header-dimensions.ts'
import { type InspectedFile } from './inspect-file.ts'
import { type ByteRange } from './orientation.ts'
import { PrepareError } from './prepare-error.ts'

/** 200 MB of pixels at four bytes each. The sensors sold as 50 megapixels have up to 8192 × 6144, which is below. */
export const maxDecodedPixels = (200 * bytesPerMegabyte) / 4

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
}

/**
 * Decodes a file into its pixels. A JPEG or PNG is decoded as stored and is yet to be turned by its `orientation`;
 * the other formats come out upright. The bitmap holds four bytes a pixel until it is closed.
 */
export async function decodeImage(file: Blob, inspected: InspectedFile): Promise<ImageBitmap> {
  const { format, stored } = inspected
  const mediaType = decodableMediaTypes[format]
  if (!mediaType) throw new PrepareError({ kind: 'typeRefused', found: format })
  if (stored) refuseTooManyPixels(stored)
  const bitmap = await decode(withoutBlocks(file, inspected.exifBlocks, mediaType), format)
  try {
    refuseTooManyPixels(bitmap)
  } catch (error) {
    bitmap.close()
    throw error
  }
  return bitmap
}

async function decode(blob: Blob, format: FileFormat): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(blob)
  } catch (cause) {
    const kind = isImageFormat(format) ? 'damaged' : 'typeRefused'
    throw new PrepareError({ kind, found: format }, { cause })
  }
}

function refuseTooManyPixels({ width, height }: Dimensions): void {
  if (width * height > maxDecodedPixels) throw new PrepareError({ kind: 'tooManyPixels', width, height })
}

/**
 * The file with its Exif blocks left out. Whether a decoder turns the picture by its Exif orientation differs from
 * browser to browser, and by options that some of them refuse; what it can't see it can't turn.
 */
function withoutBlocks(file: Blob, blocks: readonly ByteRange[], type: string): Blob {
  const parts: Blob[] = []
  let start = 0
  for (const block of blocks) {
    parts.push(file.slice(start, block.start))
    start = block.end
  }
  return new Blob([...parts, file.slice(start)], { type })
}
