import { letter, licence, lying, paper, passport, receipt, statement } from './papers.mjs'
import { cell, chance, clouds, colour, mix, step, times } from './texture.mjs'

/** @typedef {import('./camera.mjs').Scene} Scene */
/** @typedef {import('./texture.mjs').Light} Light */

const black = colour('#0a0a0c')

/** @type {Scene} */
const wood = (x, y) => {
  const seam = step(0.008, 0.02, Math.abs(y - Math.round(y / 0.8) * 0.8))
  const board = chance(Math.round(y / 0.8 + 0.5), 5)
  const grain = clouds(x * 1.5 + board * 40, y * 28 + clouds(x * 1.2, y * 2) * 6)
  const shade = mix(colour('#5f3c22'), colour('#b98a5a'), step(0.25, 0.75, grain))
  return times(shade, (0.35 + 0.65 * seam) * (0.8 + 0.3 * board))
}

/** @type {Scene} */
const cloth = (x, y) => {
  const across = Math.sin(x * 110 + clouds(x * 4, y * 4) * 5)
  const down = Math.sin(y * 110 + clouds(y * 4, x * 4) * 5)
  const folds = 0.6 + 0.8 * clouds(x * 0.9 + y * 0.4, y * 0.7)
  return times(mix(colour('#1c2c4c'), colour('#4a6a9c'), 0.5 + 0.22 * (across + down)), folds)
}

/** @type {Scene} */
const granite = (x, y) => {
  const { id, toEdge } = cell(x * 26, y * 26)
  const grain = mix(colour('#3d3f42'), colour('#b8b4ac'), id ** 1.5)
  return times(grain, 0.7 + 0.3 * step(0, 0.2, toEdge) * clouds(x * 3, y * 3) * 2)
}

/** @type {Scene} */
const laminate = (x, y) => times(colour('#d6cfc2'), 0.85 + 0.3 * clouds(x * 3, y * 60, 4))

/**
 * Light from one side, as a window gives it, and unevenly: paper is never quite flat.
 *
 * @param {Scene} scene
 * @param {number} fall
 * @returns {Scene}
 */
const byWindow = (scene, fall) => (x, y) =>
  times(scene(x, y), 1 - (fall * (x + y * 0.4)) / 5 + 0.12 * (clouds(x * 0.8, y * 0.8, 2) - 0.5))

/**
 * @param {string} svg
 * @param {readonly [number, number]} at its middle
 * @param {readonly [number, number]} size
 * @param {number} tilt clockwise, in radians
 * @param {Scene} ground
 */
async function onTable(svg, [middleX, middleY], [width, height], tilt, ground) {
  // What is farther away, at the top, is smaller.
  const corner = (/** @type {number} */ across, /** @type {number} */ down) => {
    const nearness = 1 + 0.05 * down
    const x = across * width * 0.5 * nearness
    const y = down * height * 0.5 * nearness
    return /** @type {const} */ ([
      middleX + x * Math.cos(tilt) - y * Math.sin(tilt),
      middleY + x * Math.sin(tilt) + y * Math.cos(tilt),
    ])
  }
  return lying(await paper(svg), [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)], ground)
}

/** The shadow of whoever holds the phone over the lower right. @param {Scene} scene @returns {Scene} */
const underPhone = (scene) => (x, y) =>
  times(scene(x, y), 1 - 0.5 * step(-0.12, 0.12, x * 0.6 + y - 3.6 + 0.1 * clouds(x, y)))

/** A lamp beside the paper, in a room without any other light. @param {Scene} scene @returns {Scene} */
const byLamp = (scene) => (x, y) => {
  const [red, green, blue] = times(scene(x, y), 1.1 / (1 + 1.3 * Math.hypot(x - 1.2, y - 1.1) ** 2))
  return [red * 1.1, green * 0.88, blue * 0.6]
}

/** How far the face stands out, for the light to fall on. @param {number} x @param {number} y */
function relief(x, y) {
  const hill = (
    /** @type {number} */ atX,
    /** @type {number} */ atY,
    /** @type {number} */ wide,
    /** @type {number} */ high,
  ) => Math.exp(-(((x - atX) / wide) ** 2) - ((y - atY) / high) ** 2)
  const head = Math.sqrt(Math.max(0, 1 - ((x - 1.5) / 0.72) ** 2 - ((y - 1.75) / 1) ** 2))
  const nose = 0.16 * hill(1.5, 1.85, 0.1, 0.26) + 0.1 * hill(1.5, 2.02, 0.16, 0.08)
  const eyes = 0.08 * (hill(1.22, 1.62, 0.16, 0.09) + hill(1.78, 1.62, 0.16, 0.09))
  const brows = 0.06 * (hill(1.22, 1.46, 0.2, 0.06) + hill(1.78, 1.46, 0.2, 0.06))
  const lips = 0.07 * (hill(1.5, 2.26, 0.2, 0.04) + hill(1.5, 2.36, 0.2, 0.05))
  return 0.7 * head + nose - eyes + brows + lips + 0.006 * clouds(x * 60, y * 60, 2)
}

/** Somebody with dark skin and a dark jacket, before a dim room. @type {Scene} */
const portrait = (x, y) => {
  const inHead = ((x - 1.5) / 0.72) ** 2 + ((y - 1.75) / 1) ** 2
  const curls = clouds(x * 40, y * 40, 3)
  const hairline = 1.12 + 0.6 * (x - 1.5) ** 2 + 0.08 * curls
  if (Math.hypot((x - 1.5) / 0.78, (y - 1.45) / 0.9) < 0.95 + 0.1 * curls && y < hairline) {
    return mix(black, colour('#453932'), step(0.45, 0.8, curls))
  }
  if (inHead < 1) {
    const slopeX = (relief(x + 0.004, y) - relief(x - 0.004, y)) / 0.008
    const slopeY = (relief(x, y + 0.004) - relief(x, y - 0.004)) / 0.008
    const facing = (0.62 * slopeX + 0.45 * slopeY + 0.75) / Math.hypot(slopeX, slopeY, 1)
    const sheen = Math.max(0, facing - 0.35) ** 6
    const skin = mix(colour('#4b2d20'), colour('#7a4a34'), clouds(x * 8, y * 8))
    const lit = mix(
      times(skin, 0.25 + 1.1 * Math.max(0, facing)),
      colour('#ffffff'),
      Math.min(0.6, sheen * 2),
    )
    for (const eye of [1.22, 1.78]) {
      if (((x - eye) / 0.13) ** 2 + ((y - 1.63) / 0.06) ** 2 < 1) {
        const fromIris = Math.hypot(x - eye, y - 1.63)
        if (Math.hypot(x - eye + 0.02, y - 1.61) < 0.012) return colour('#ffffff')
        return fromIris < 0.05 ? times(colour('#2a1610'), 0.5) : times(colour('#d8cfc6'), 0.75)
      }
      const hairs = step(0.4, 0.6, clouds(x * 50 + y * 30, y * 20, 2))
      if (Math.abs(y - 1.44 - (x - eye) ** 2 * 1.2) < 0.035 && Math.abs(x - eye) < 0.2) {
        return mix(black, lit, 0.5 * hairs)
      }
    }
    if (((x - 1.5) / 0.22) ** 2 + ((y - 2.31) / 0.09) ** 2 < 1) {
      return mix(lit, colour('#6d2f2c'), Math.abs(y - 2.31) < 0.008 ? 1 : 0.4)
    }
    return lit
  }
  if (Math.abs(x - 1.5) < 0.33 && y > 2.4 && y < 3.1) return times(colour('#4b2d20'), 0.5)
  if (y > 2.95 + 0.5 * (x - 1.5) ** 2) {
    const collar = Math.abs(Math.abs(x - 1.5) - (y - 2.9) * 0.5) < 0.06
    const weave = 0.6 + 0.8 * clouds(x * 70, y * 70, 2)
    return collar ? times(colour('#c9c4bb'), 0.7) : times(colour('#232a38'), weave)
  }
  return times(mix(colour('#2a2622'), colour('#6f604c'), clouds(x * 0.9, y * 0.6, 2)), 0.7)
}

/** A field of snow in the sun, before a wood. @type {Scene} */
const snow = (x, y) => {
  const horizon = 1.1 + 0.12 * clouds(x * 1.3, 4, 3)
  const tree = trunks(x, y, horizon)
  if (tree) return tree
  if (y < horizon) return mix(colour('#8fb4dc'), colour('#dbe6ef'), y / horizon)
  const drift = clouds(x * 1.5, y * 5) - clouds(x * 1.5 + 0.06, y * 5 + 0.1)
  const glint = chance(x * 480, y * 480) > 0.997 ? 0.25 : 0
  return mix(colour('#b9c8de'), colour('#f3f3f0'), Math.min(1, 0.62 + drift * 6 + glint))
}

/** @param {number} x @param {number} y @param {number} horizon @returns {Light | undefined} */
function trunks(x, y, horizon) {
  for (let tree = 0; tree < 14; tree += 1) {
    const middle = tree * 0.31 + 0.2 * chance(tree, 3)
    const foot = horizon + 0.1 + 0.5 * chance(tree, 8) ** 3
    const tip = foot - 0.6 - 0.5 * chance(tree, 9)
    if (y < tip || y > foot) continue
    const reach = (y - tip) * 0.26 * (0.6 + 0.8 * clouds(y * 16, tree * 9, 2))
    if (Math.abs(x - middle) > reach) continue
    const needles = clouds(x * 45, y * 45 + Math.abs(x - middle) * 40)
    return needles > 0.6 && y < foot - 0.1 ? colour('#d5dbe0') : mix(black, colour('#3a4a38'), needles * 1.4)
  }
  return undefined
}

/** @type {Scene} */
const pebbles = (x, y) => {
  const { id, toEdge } = cell(x * 9, y * 9)
  const stone = mix(colour('#4c463f'), colour('#c4b8a6'), id)
  const vein = Math.abs(clouds(x * 5 + id * 50, y * 5) - 0.5) < 0.012 ? 1.5 : 1
  const round = 0.25 + 0.75 * step(0, 0.35, toEdge)
  return times(stone, round * vein * (0.6 + 0.8 * clouds(x * 40, y * 40, 3)))
}

/** Half of it is sky, almost half water: hardly anything has an edge. @type {Scene} */
const sea = (x, y) => {
  const [fromBoat, aboveDeck] = [x - 2.6, 1.72 - y]
  const sail = aboveDeck > 0.08 && aboveDeck < 1 && fromBoat > 0.02 && fromBoat < (1 - aboveDeck) * 0.42
  if (sail) return times(colour('#efe9dc'), Math.abs((aboveDeck * 5) % 1) < 0.06 ? 0.6 : 0.95)
  if (Math.abs(fromBoat) < 0.012 && aboveDeck > -0.05 && aboveDeck < 1.08) return colour('#4a3a2c')
  if (aboveDeck < 0.05 && aboveDeck > -0.12 && Math.abs(fromBoat) < 0.42 + aboveDeck) {
    return aboveDeck > 0.015 ? colour('#e9e4da') : colour('#7c2420')
  }
  if (y < 1.6)
    return mix(
      mix(colour('#5f93cc'), colour('#d3e1ea'), y / 1.6),
      colour('#f2f2f0'),
      step(0.5, 0.8, clouds(x, y * 2)),
    )
  const nearness = 1 / (y - 1.5)
  // Crests are creases, not hills, and some of them glitter.
  const crest = 1 - Math.abs(2 * clouds(x * 6 * nearness ** 0.4, nearness * 26) - 1)
  const water = mix(colour('#12405c'), colour('#6aa0b8'), crest ** 4)
  return mix(water, colour('#eef4f4'), step(0.975, 0.985, crest) * clouds(x * 30, y * 30, 2))
}

/** @type {Scene} */
const house = (x, y) => {
  const roof = 0.75 + Math.abs(x - 1.9) * 0.32
  if (y > 2.5 + 0.15 * clouds(x * 6, 1)) {
    const { id, toEdge } = cell(x * 22, y * 22)
    return times(mix(colour('#20381a'), colour('#8aa851'), id), 0.4 + step(0, 0.3, toEdge) * 0.7)
  }
  if (y < roof - 0.08 || x < 0.45 || x > 3.35) {
    return mix(
      mix(colour('#6fa0d8'), colour('#cfe0ee'), y / 2.5),
      colour('#ffffff'),
      step(0.52, 0.75, clouds(x * 1.2, y * 2.2)),
    )
  }
  if (y < roof + 0.02) return colour('#3b3433')
  const [column, row] = [Math.round((x - 1.9) / 0.75), Math.round((y - 1.75) / 0.8)]
  const [fromMiddle, fromCentre] = [Math.abs(x - 1.9 - column * 0.75), Math.abs(y - 1.75 - row * 0.8)]
  if (fromMiddle < 0.2 && fromCentre < 0.27 && y > roof + 0.3) {
    const bar = fromMiddle < 0.015 || fromMiddle > 0.175 || fromCentre < 0.015 || fromCentre > 0.245
    return bar ? colour('#ebe6dc') : mix(colour('#1d2630'), colour('#a9c2d6'), clouds(x * 3, y * 3 + 8) ** 2)
  }
  const course = Math.floor(y / 0.055)
  const brick = x / 0.15 + (course % 2) * 0.5
  const mortar = Math.abs(y / 0.055 - course) < 0.16 || brick - Math.floor(brick) < 0.06
  const shade = 0.75 + 0.5 * chance(Math.floor(brick), course) * clouds(x * 30, y * 30, 3)
  return mortar ? colour('#a89f93') : times(colour('#94452f'), shade)
}

/** A street at night: lit windows and a sign that can be read, in front of next to nothing. */
async function street() {
  const sign = await paper(
    `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="200"><rect width="900" height="200" fill="#0b3d2a"/>
    <text x="450" y="140" font-family="DejaVu Sans" font-size="120" fill="#fff3cf" text-anchor="middle">NIGHT CAFE</text></svg>`,
  )
  /** @type {Scene} */
  const front = (x, y) => {
    if (x > 0.9 && x < 2.7 && y > 0.8 && y < 1.2) return times(sign((x - 0.9) / 1.8, (y - 0.8) / 0.4), 1.1)
    const [column, row] = [Math.floor(x / 0.5), Math.floor(y / 0.6)]
    const [inX, inY] = [x / 0.5 - column, y / 0.6 - row]
    const isWindow = inX > 0.2 && inX < 0.8 && inY > 0.2 && inY < 0.8
    const isBar = Math.abs(inX - 0.5) < 0.03 || Math.abs(inY - 0.5) < 0.03
    const isShop = y > 1.3 && y < 2.2 && x > 0.9 && x < 2.7
    if (isShop) {
      if (Math.abs((x * 2.2) % 1) < 0.05) return times(black, 2)
      return times(mix(colour('#7a4a1c'), colour('#ffd890'), clouds(x * 9, y * 9)), 1 - 0.35 * (y - 1.3))
    }
    if (isWindow && y < 1.7) {
      const isLit = chance(column, row) > 0.62
      return isBar
        ? black
        : isLit
          ? times(colour('#ffdc9a'), 0.6 + 0.4 * clouds(x * 6, y * 6))
          : times(colour('#1a2230'), 0.6)
    }
    return times(
      colour('#4a3a34'),
      0.12 + 0.2 * clouds(x * 20, y * 20) * step(1.6, 0.4, Math.hypot(x - 1.8, y - 1.5)),
    )
  }
  /** @type {Scene} */
  return (x, y) => {
    if (y < 2.3) return front(x, y)
    const ripple = 0.25 * (clouds(x * 14, y * 30) - 0.5)
    return times(front(x + ripple, 4.5 - y + ripple), 0.22 + 0.2 * clouds(x * 30, y * 30, 3))
  }
}

/**
 * Each by the name of its file.
 *
 * @type {Readonly<Record<string, import('./camera.mjs').Shot>>}
 */
export const shots = {
  licence: {
    scene: byWindow(await onTable(licence(), [2.05, 1.55], [2.7, 1.7], -0.1, wood), 0.5),
    exposure: 1.15,
    grain: 1,
  },
  passport: {
    scene: byWindow(await onTable(passport(), [1.95, 1.5], [3, 2.1], 0.05, cloth), 0.35),
    exposure: 0.95,
    grain: 1.2,
  },
  letter: {
    held: 'portrait',
    scene: byWindow(
      await onTable(letter({ paper: '#fbfaf7', ink: '#1c1c20' }), [1.5, 2], [2.76, 3.84], 0.015, laminate),
      0.25,
    ),
    exposure: 1.6,
    grain: 1,
  },
  'grey-letter': {
    held: 'portrait',
    scene: byWindow(
      await onTable(letter({ paper: '#b9b6ae', ink: '#77757a' }), [1.5, 2.05], [2.5, 3.5], -0.04, granite),
      0.3,
    ),
    exposure: 1.0,
    grain: 1.4,
  },
  statement: {
    held: 'portrait',
    scene: underPhone(await onTable(statement(), [1.5, 1.95], [2.4, 3.4], 0.06, wood)),
    exposure: 0.95,
    grain: 1,
  },
  'receipt-by-lamp': {
    held: 'portrait',
    scene: byLamp(await onTable(receipt(), [1.45, 1.9], [1.5, 2.75], 0.08, wood)),
    exposure: 0.85,
    grain: 2.5,
  },
  portrait: { held: 'portrait', scene: portrait, exposure: 1.25, grain: 1.3 },
  snow: { scene: snow, exposure: 1.7, grain: 0.8 },
  pebbles: { scene: pebbles, exposure: 1.1, grain: 1 },
  sea: { scene: sea, exposure: 0.95, grain: 0.8 },
  house: { scene: house, exposure: 1, grain: 1 },
  'street-at-night': { scene: await street(), exposure: 0.9, grain: 3 },
}
