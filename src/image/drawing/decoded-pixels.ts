import { bytesPerMegabyte } from '../../contract/file.ts'

/** 200 MB of pixels at four bytes each. The sensors sold as 50 megapixels have up to 8192 × 6144, which is below. */
export const maxDecodedPixels = (200 * bytesPerMegabyte) / 4

/** Of a JPEG, in pixels: libjpeg's JPEG_MAX_DIMENSION, 35 below what the format could say. Browsers have libjpeg. */
export const longestJpegSide = 65_500
