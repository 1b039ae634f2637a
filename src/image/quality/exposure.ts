import { type Luma } from './edge-width.ts'
import { type Pixels } from './reduce-pixels.ts'

/** Shares go from 0 to 1, brightness from 0 to 255. */
interface Exposure {
  /** The brightness that a fiftieth of the pixels exceed: how light the light parts are. */
  readonly light: number
  /** The brightness that one pixel in 5000 stays below: how dark the darkest writing is. */
  readonly dark: number
  /** Share of the pixels with a channel at its limit. */
  readonly clipped: number
  /**
   * Share of the tiles in which pixels at their limit lie among pixels that shade off towards it. Too much light
   * leaves a scene that way; the white of a clean page ends at once, at print or at the edge of a card.
   */
  readonly fading: number
  /** Share of the tiles in which there is something to see, measured by the light there is. */
  readonly busy: number
}

const tileSide = 32
const fadingTile = { clipped: 0.1, shading: 0.02 }
/** As a share of `light`. Less contrast is the grain of paper, or a shadow on a wall. */
const busyContrast = 0.16

export function measureExposure(pixels: Pixels, luma: Luma): Exposure {
  const { width, height } = pixels
  const area = width * height
  const histogram = new Uint32Array(256)
  // Three times as fast as `for … of` a typed array.
  for (let index = 0; index < luma.data.length; index += 1) histogram[luma.data[index]!]! += 1
  const light = brightnessAt(histogram, area * 0.98)
  let tiles = 0
  let clipped = 0
  let fading = 0
  let busy = 0
  for (let top = 0; top < height; top += tileSide) {
    for (let left = 0; left < width; left += tileSide) {
      const tile = measureTile(pixels, luma, left, top)
      tiles += 1
      clipped += tile.clipped
      if (tile.clipped >= tile.area * fadingTile.clipped && tile.shading >= tile.area * fadingTile.shading) {
        fading += 1
      }
      if (tile.contrast > light * busyContrast) busy += 1
    }
  }
  return {
    light,
    dark: brightnessAt(histogram, area * 0.0002),
    clipped: clipped / area,
    fading: fading / tiles,
    busy: busy / tiles,
  }
}

interface Tile {
  /** In pixels, as are the counts of those that are clipped and those that shade off. */
  readonly area: number
  readonly clipped: number
  readonly shading: number
  readonly contrast: number
}

function measureTile({ width, height, data }: Pixels, luma: Luma, left: number, top: number): Tile {
  const right = Math.min(left + tileSide, width)
  const bottom = Math.min(top + tileSide, height)
  let clipped = 0
  let shading = 0
  let least = 255
  let greatest = 0
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) {
      const index = y * width + x
      const brightness = luma.data[index]!
      if (brightness < least) least = brightness
      if (brightness > greatest) greatest = brightness
      const isClipped = greatestChannel(data, index) >= 253
      if (isClipped) clipped += 1
      const channel = leastChannel(data, index)
      // It is nearly white, or a colour with one channel at its limit. Where it doesn't change, it belongs to a
      // graphic.
      const isWhitened = isClipped ? channel < 245 : brightness >= 180 && brightness <= 235
      if (!isWhitened || x === width - 1) continue
      const change = Math.abs(leastChannel(data, index + 1) - channel)
      if (change >= 1 && change <= 12) shading += 1
    }
  }
  return { area: (right - left) * (bottom - top), clipped, shading, contrast: greatest - least }
}

function leastChannel(data: Uint8ClampedArray, index: number): number {
  return Math.min(data[index * 4]!, data[index * 4 + 1]!, data[index * 4 + 2]!)
}

function greatestChannel(data: Uint8ClampedArray, index: number): number {
  return Math.max(data[index * 4]!, data[index * 4 + 1]!, data[index * 4 + 2]!)
}

function brightnessAt(histogram: Uint32Array, rank: number): number {
  let seen = 0
  return histogram.findIndex((count) => (seen += count) > rank)
}
