/** @typedef {readonly [red: number, green: number, blue: number]} Light In linear light: 1 is where the sensor is full. */

/**
 * A colour as it is written for the web.
 *
 * @param {string} hex
 * @returns {Light}
 */
export function colour(hex) {
  const part = (/** @type {number} */ at) => linear(Number.parseInt(hex.slice(at, at + 2), 16))
  return [part(1), part(3), part(5)]
}

/** @param {number} stored from 0 to 255, with the curve of sRGB */
export function linear(stored) {
  const share = stored / 255
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
}

/**
 * @param {Light} light
 * @param {number} factor
 * @returns {Light}
 */
export function times([red, green, blue], factor) {
  return [red * factor, green * factor, blue * factor]
}

/**
 * @param {Light} from
 * @param {Light} to
 * @param {number} share
 * @returns {Light}
 */
export function mix(from, to, share) {
  const between = (/** @type {0 | 1 | 2} */ part) => from[part] + (to[part] - from[part]) * share
  return [between(0), between(1), between(2)]
}

/**
 * 0 below `from`, 1 above `to`, and a smooth way between them; the other way round where `from` is the greater.
 *
 * @param {number} from
 * @param {number} to
 * @param {number} value
 */
export function step(from, to, value) {
  const share = Math.min(1, Math.max(0, (value - from) / (to - from)))
  return share * share * (3 - 2 * share)
}

/**
 * The same number from 0 to 1 each time for the same place.
 *
 * @param {number} x
 * @param {number} y
 */
export function chance(x, y) {
  let state = Math.imul(x | 0, 0x27d4eb2d) ^ Math.imul(y | 0, 0x165667b1)
  state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d)
  state = Math.imul(state ^ (state >>> 12), 0x297a2d39)
  return ((state ^ (state >>> 15)) >>> 0) / 2 ** 32
}

/**
 * Clouds, from 0 to 1 and mostly near the middle: each octave adds detail of half the size and half the strength.
 *
 * @param {number} x
 * @param {number} y
 */
export function clouds(x, y, octaves = 5) {
  let sum = 0
  let strength = 0.5
  let size = 1
  for (let octave = 0; octave < octaves; octave += 1) {
    sum += strength * smoothChance(x * size + octave * 71, y * size - octave * 37)
    strength /= 2
    size *= 2
  }
  return sum / (1 - 2 * strength)
}

/**
 * @param {number} x
 * @param {number} y
 */
function smoothChance(x, y) {
  const left = Math.floor(x)
  const top = Math.floor(y)
  const across = step(0, 1, x - left)
  const above = chance(left, top) * (1 - across) + chance(left + 1, top) * across
  const below = chance(left, top + 1) * (1 - across) + chance(left + 1, top + 1) * across
  return above + (below - above) * step(0, 1, y - top)
}

/**
 * Stones, leaves, panes: the cell of an uneven mosaic that a place lies in, and how far it is from the cell's edge.
 *
 * @param {number} x
 * @param {number} y
 */
export function cell(x, y) {
  let nearest = { distance: Infinity, id: 0 }
  let second = Infinity
  for (let row = Math.floor(y) - 1; row <= Math.floor(y) + 1; row += 1) {
    for (let column = Math.floor(x) - 1; column <= Math.floor(x) + 1; column += 1) {
      const distance = Math.hypot(column + chance(column, row) - x, row + chance(row, column + 99) - y)
      if (distance < nearest.distance) {
        second = nearest.distance
        nearest = { distance, id: chance(column * 3, row * 7) }
      } else if (distance < second) second = distance
    }
  }
  return { id: nearest.id, toEdge: second - nearest.distance }
}
