/** Brightness, one number from 0 to 255 a pixel, row by row from the top. */
export interface Luma {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

/** An edge is a stretch along a line that grows brighter, or darker, by at least this much. */
const edgeContrast = 30
/** A step back no larger than this is the sensor's noise, and the edge goes on. */
const noise = 4
/** Steepness is measured over so many steps, which noise disturbs less than over one. */
const slopeSteps = 2
/** With fewer edges in a direction, nothing can be said about it. */
const fewestEdges = 50
/** The sharp part of the edges decides: a sharp photograph is often blurred behind its subject. */
const sharpPart = 0.1

/** Every second line is enough. */
const lineStep = 2
const directions = [
  { stepX: 1, stepY: 0 },
  { stepX: 0, stepY: 1 },
  { stepX: 1, stepY: 1 },
  { stepX: -1, stepY: 1 },
] as const

const binsPerStep = 20
const widestEdge = 64

/**
 * How many pixels wide the sharper edges of a picture are, in the direction of four where they are widest; 0 where it has
 * hardly any edges. A width is an edge's contrast over its slope. It is 1.5 to 3.5 in what a camera calls
 * sharp; a blur of standard deviation s makes it 2 s and more. The worst direction counts, because a camera shaken in
 * one direction leaves the edges along it sharp.
 */
export function measureEdgeWidth(luma: Luma): number {
  const { width, height, data } = luma
  const widths = directions.map(({ stepX, stepY }) => {
    const counts = new Uint32Array(widestEdge * binsPerStep)
    const walk = (x: number, y: number) => {
      const columns = stepX === 0 ? Infinity : stepX > 0 ? width - x : x + 1
      const rows = stepY === 0 ? Infinity : height - y
      countEdges(data, y * width + x, stepY * width + stepX, Math.min(columns, rows), counts)
    }
    if (stepY !== 0) for (let x = 0; x < width; x += lineStep) walk(x, 0)
    if (stepX !== 0) for (let y = lineStep; y < height; y += lineStep) walk(stepX > 0 ? 0 : width - 1, y)
    return sharpWidth(counts) * Math.hypot(stepX, stepY)
  })
  return Math.max(...widths)
}

/** Walks a line from one turning point of its brightness to the next, and counts each edge on the way by its width. */
function countEdges(
  data: Uint8Array,
  start: number,
  stride: number,
  length: number,
  counts: Uint32Array,
): void {
  const end = start + length * stride
  let from = start
  let extreme = start
  let direction = 0
  const finishEdge = () => {
    const contrast = Math.abs(data[extreme]! - data[from]!)
    if (contrast < edgeContrast) return
    const slope = slopeSteps * stride
    let rise = extreme - from < slope ? contrast : 0
    for (let at = from; at + slope <= extreme; at += stride) {
      rise = Math.max(rise, Math.abs(data[at + slope]! - data[at]!))
    }
    const steps = (contrast / rise) * slopeSteps
    const bin = Math.min(counts.length - 1, Math.floor(steps * binsPerStep))
    counts[bin]! += 1
  }
  for (let at = start + stride; at < end; at += stride) {
    const change = data[at]! - data[extreme]!
    if (direction === 0) {
      if (Math.abs(change) <= noise) continue
      direction = Math.sign(change)
      extreme = at
    } else if (change * direction >= 0) {
      extreme = at
    } else if (-change * direction > noise) {
      finishEdge()
      from = extreme
      extreme = at
      direction = -direction
    }
  }
  finishEdge()
}

function sharpWidth(counts: Uint32Array): number {
  const edges = counts.reduce((sum, count) => sum + count, 0)
  if (edges < fewestEdges) return 0
  let seen = 0
  return counts.findIndex((count) => (seen += count) > edges * sharpPart) / binsPerStep
}
