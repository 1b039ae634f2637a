import { type Luma, measureEdgeWidth } from './edge-width.ts'
import { measureExposure } from './exposure.ts'
import { type Dimensions } from '../file/header-dimensions.ts'
import { type FileWarning } from '../prepared-file.ts'
import { type Pixels } from './reduce-pixels.ts'

/** On fewer pixels than these, the print of a page can't be read. */
const smallLongSide = 600

// The limits below are chosen on photographs, sharp and spoilt: photographs.test.ts counts what they find.

/** In pixels of a picture with this long side, or a smaller one. At a screen's size, one sees such a blur. */
const blurredEdgeWidth = 3.6
const screenLongSide = 1024
/** A white page in so little light is darker than mid-grey. */
const darkLight = 115
const brightClipped = 0.33
const brightFading = 0.08
/** Writing as pale as this has been washed out. */
const paleDark = 100
/** A single line on a page is more. */
const blankBusy = 0.003

/** Warnings about a picture of the given dimensions, which never block; `reduced` where its pixels can be read. */
export function findWarnings(picture: Dimensions, reduced: Pixels | undefined): FileWarning[] {
  const warnings: FileWarning[] = longSide(picture) < smallLongSide ? ['small'] : []
  return reduced ? [...warnings, ...judge(reduced)] : warnings
}

function judge(reduced: Pixels): FileWarning[] {
  const luma = lumaOf(reduced)
  const { light, dark, clipped, fading, busy } = measureExposure(reduced, luma)
  if (light < darkLight) return ['dark']
  if (busy < blankBusy) return ['blank']
  const edgeWidth = measureEdgeWidth(luma) / Math.max(1, longSide(reduced) / screenLongSide)
  const warnings: FileWarning[] = []
  if (edgeWidth > blurredEdgeWidth) warnings.push('blurred')
  if (clipped > brightClipped && (fading > brightFading || dark > paleDark)) warnings.push('bright')
  return warnings
}

function longSide({ width, height }: Dimensions): number {
  return Math.max(width, height)
}

function lumaOf({ width, height, data }: Pixels): Luma {
  const luma = new Uint8Array(width * height)
  for (let index = 0; index < luma.length; index += 1) {
    const at = index * 4
    luma[index] = (299 * data[at]! + 587 * data[at + 1]! + 114 * data[at + 2]!) / 1000
  }
  return { width, height, data: luma }
}
