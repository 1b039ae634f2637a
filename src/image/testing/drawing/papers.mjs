import sharp from 'sharp'
import { linear, step, times } from './texture.mjs'

/** @typedef {import('./texture.mjs').Light} Light */
/** @typedef {readonly [x: number, y: number]} Place */

/**
 * A flat thing with something on it: answers with its colour at a place from 0 to 1 across and down.
 *
 * @typedef {(across: number, down: number) => Light} Paper
 */

/**
 * @param {string} svg
 * @returns {Promise<Paper>}
 */
export async function paper(svg) {
  const { data, info } = await sharp(Buffer.from(svg))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const value = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ part) =>
    linear(data[(Math.min(info.height - 1, y) * info.width + Math.min(info.width - 1, x)) * 3 + part] ?? 0)
  return (across, down) => {
    const x = Math.max(0, across * info.width - 0.5)
    const y = Math.max(0, down * info.height - 0.5)
    const left = Math.floor(x)
    const top = Math.floor(y)
    const part = (/** @type {number} */ part) => {
      const above = value(left, top, part) * (left + 1 - x) + value(left + 1, top, part) * (x - left)
      const below = value(left, top + 1, part) * (left + 1 - x) + value(left + 1, top + 1, part) * (x - left)
      return above * (top + 1 - y) + below * (y - top)
    }
    return [part(0), part(1), part(2)]
  }
}

/**
 * A paper that lies on something, seen at an angle, with its shadow. Corners go from its top left one clockwise.
 *
 * @param {Paper} paper
 * @param {readonly [Place, Place, Place, Place]} corners
 * @param {import('./camera.mjs').Scene} ground
 * @returns {import('./camera.mjs').Scene}
 */
export function lying(paper, corners, ground) {
  const placeOn = flatten(corners)
  return (x, y) => {
    const [across, down] = placeOn(x, y)
    if (across >= 0 && across <= 1 && down >= 0 && down <= 1) return paper(across, down)
    const [behindAcross, behindDown] = placeOn(x - 0.03, y - 0.04)
    const outside = Math.max(-behindAcross, behindAcross - 1, -behindDown, behindDown - 1)
    return times(ground(x, y), 0.45 + 0.55 * step(-0.02, 0.03, outside))
  }
}

/**
 * From a place in the photograph to one on the paper: the inverse of the projection that takes a square to these corners
 * (Heckbert, “Fundamentals of Texture Mapping and Image Warping”, 1989, 2.2.3).
 *
 * @param {readonly [Place, Place, Place, Place]} corners
 * @returns {(x: number, y: number) => Place}
 */
function flatten([[x0, y0], [x1, y1], [x2, y2], [x3, y3]]) {
  const [sumX, sumY] = [x0 - x1 + x2 - x3, y0 - y1 + y2 - y3]
  const determinant = (x1 - x2) * (y3 - y2) - (x3 - x2) * (y1 - y2)
  const g = (sumX * (y3 - y2) - (x3 - x2) * sumY) / determinant
  const h = ((x1 - x2) * sumY - sumX * (y1 - y2)) / determinant
  const [a, b, c] = [x1 - x0 + g * x1, x3 - x0 + h * x3, x0]
  const [d, e, f] = [y1 - y0 + g * y1, y3 - y0 + h * y3, y0]
  return (x, y) => {
    const scale = (d * h - e * g) * x + (b * g - a * h) * y + (a * e - b * d)
    return [
      ((e - f * h) * x + (c * h - b) * y + (b * f - c * e)) / scale,
      ((f * g - d) * x + (a - c * g) * y + (c * d - a * f)) / scale,
    ]
  }
}

const words =
  `we confirm that the account named above is held with this branch and that the address was correct on the date of this
  letter it is sent at the holder’s request and gives no guarantee of any kind please keep it with your papers`.split(
    /\s+/,
  )

/**
 * @param {number} x
 * @param {number} y
 * @param {number} size
 * @param {string} content
 */
const text = (x, y, size, content, more = '') =>
  `<text x="${x}" y="${y}" font-size="${size}" ${more}>${content}</text>`

/**
 * @param {number} count
 * @param {(index: number) => string} make
 */
const repeat = (count, make) => Array.from({ length: count }, (_, index) => make(index)).join('')

/**
 * @param {number} width
 * @param {number} height
 * @param {string} colour
 * @param {string} content
 */
const sheet = (width, height, colour, content) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="DejaVu Sans">
    <rect width="100%" height="100%" fill="${colour}"/>${content}</svg>`

/** @param {{ paper: string, ink: string }} colours */
export function letter({ paper, ink }) {
  const line = (/** @type {number} */ index) =>
    repeat(9, (word) => `${words[(index * 9 + word * (index + 1)) % words.length]} `)
  return sheet(
    1000,
    1414,
    paper,
    `<g fill="${ink}">${text(110, 150, 40, 'Quillhaven Bank', 'font-weight="bold"')}
    ${text(110, 250, 22, 'Ms Noor Okafor')}${text(110, 282, 22, '14 Larch Lane')}${text(110, 314, 22, 'Bridgeton')}
    ${repeat(16, (index) => text(110, 420 + index * 36, 22, line(index)))}
    ${text(110, 1090, 22, 'Yours sincerely')}
    <path d="M120 1150 q30 -60 50 0 t40 -10 t30 5 q40 -50 60 0 t90 -10" fill="none" stroke="${ink}" stroke-width="4"/></g>`,
  )
}

export function statement() {
  const row = (/** @type {number} */ index) => {
    const y = 380 + index * 46
    const shade = index % 2 ? `<rect x="90" y="${y - 32}" width="820" height="46" fill="#dde6ee"/>` : ''
    const amount = `${((index * 7919) % 90_000) / 100 + 3}`
    return `${shade}${text(110, y, 22, `0${(index % 9) + 1} MAR`)}${text(250, y, 22, words.slice(index, index + 4).join(' '))}
      ${text(890, y, 22, Number(amount).toFixed(2), 'text-anchor="end"')}`
  }
  return sheet(
    1000,
    1414,
    '#f1f0ec',
    `<rect x="90" y="90" width="820" height="110" fill="#1d4e79"/>
    ${text(120, 160, 46, 'Statement of account', 'fill="#fff"')}${text(110, 280, 24, 'IBAN  XX12 0000 4567 8901 2345')}
    ${repeat(20, row)}`,
  )
}

export function receipt() {
  const item = (/** @type {number} */ index) =>
    text(50, 300 + index * 46, 28, `${words[index * 3]} ${words[index * 3 + 1]}`) +
    text(550, 300 + index * 46, 28, `${(index * 37) % 19}.${((index * 53) % 90) + 10}`, 'text-anchor="end"')
  return sheet(
    600,
    1100,
    '#ecebe6',
    `<g fill="#33333b" font-family="DejaVu Sans Mono">${text(300, 110, 44, 'CORNER SHOP', 'text-anchor="middle"')}
    ${text(300, 170, 26, '14 Larch Lane, Bridgeton', 'text-anchor="middle"')}${repeat(11, item)}
    ${text(50, 880, 40, 'TOTAL')}${text(550, 880, 40, '81.40', 'text-anchor="end"')}
    ${repeat(48, (bar) => `<rect x="${60 + bar * 10}" y="940" width="${2 + ((bar * 7) % 6)}" height="90"/>`)}</g>`,
  )
}

/** Fine lines that cross, as they are printed under what must not be copied. */
const guilloche = (/** @type {string} */ colour) =>
  `<g fill="none" stroke="${colour}" stroke-width="1.5" opacity=".55">${repeat(
    40,
    (line) => `<path d="M0 ${line * 22} q125 ${60 - line * 3} 250 0 t250 0 t250 0 t250 0"/>`,
  )}</g>`

/** @param {string} skin */
const face = (skin) =>
  `<g><rect width="260" height="330" fill="#c9d3da"/><path d="M20 330 q10 -90 110 -90 t110 90z" fill="#2c3346"/>
    <path d="M95 250 h70 v-60 h-70z" fill="${skin}"/><ellipse cx="130" cy="145" rx="66" ry="86" fill="${skin}"/>
    <path d="M62 140 q-8 -95 68 -98 t68 98 q-14 -60 -68 -60 t-68 60z" fill="#14100e"/>
    <g fill="#f2ece6"><ellipse cx="104" cy="142" rx="12" ry="6"/><ellipse cx="156" cy="142" rx="12" ry="6"/></g>
    <g fill="#17110d"><circle cx="104" cy="142" r="6"/><circle cx="156" cy="142" r="6"/>
    <path d="M88 126 q16 -9 32 0 M140 126 q16 -9 32 0" stroke="#17110d" stroke-width="5" fill="none"/></g>
    <path d="M130 150 l-10 36 h20" stroke="#000" stroke-opacity=".35" stroke-width="4" fill="none"/>
    <path d="M104 204 q26 14 52 0" stroke="#4c1f1c" stroke-width="7" fill="none"/></g>`

export function licence() {
  const field = (/** @type {string} */ name, /** @type {string} */ value, /** @type {number} */ y) =>
    text(350, y, 18, name, 'fill="#566"') + text(350, y + 36, 32, value)
  return sheet(
    1000,
    630,
    '#e6dcd8',
    `${guilloche('#c98fa0')}<rect width="1000" height="100" fill="#8f2f4f"/>
    ${text(40, 68, 44, 'DRIVING LICENCE', 'fill="#fff" font-weight="bold"')}
    <g transform="translate(50 160)">${face('#c08a68')}</g>
    ${field('1. NAME', 'OKAFOR, NOOR', 170)}${field('3. BORN', '14 MAR 1991', 270)}
    ${field('4b. VALID UNTIL', '02 NOV 2033', 370)}${field('5. NUMBER', 'OKAF 910314 N9', 470)}`,
  )
}

export function passport() {
  const field = (/** @type {string} */ name, /** @type {string} */ value, /** @type {number} */ y) =>
    text(360, y, 16, name, 'fill="#455"') + text(360, y + 32, 30, value)
  const zone = (/** @type {number} */ y, /** @type {string} */ line) =>
    text(40, y, 34, line.replaceAll('<', '&lt;'), 'font-family="DejaVu Sans Mono"')
  return sheet(
    1000,
    700,
    '#dfe6dc',
    `${guilloche('#7fa08c')}${text(40, 60, 30, 'PASSPORT · PASSEPORT')}
    <g transform="translate(40 110)">${face('#4a2c1e')}</g>
    ${field('Surname', 'ADEYEMI', 120)}${field('Given names', 'TEMI ROSE', 215)}${field('Number', 'X12345678', 310)}
    ${field('Date of birth', '22 JUL 1986', 405)}
    <rect y="540" width="1000" height="160" fill="#eef0ea"/>
    ${zone(600, 'P<UTOADEYEMI<<TEMI<ROSE<<<<<<<<<<<<<<<<<<<<<')}${zone(660, 'X123456784UTO8607226F3311029<<<<<<<<<<<<<<06')}`,
  )
}
