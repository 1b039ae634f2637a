import { type ImageFormat } from '../file.ts'
import { JpegWalk } from './jpeg-walk.ts'
import { PngWalk } from './png-walk.ts'
import { type StructureWalk } from './structure-walk.ts'

/**
 * The one judge of files. The browser makes the same walks, a PNG's loaded when it is needed, so it can't disagree with the
 * proxy about whether a file is whole.
 */
export function createStructureWalk(format: ImageFormat): StructureWalk {
  return format === 'jpeg' ? new JpegWalk() : new PngWalk()
}
