import { isAlone, isRestart } from '../../contract/image/jpeg-walk.ts'

/**
 * Whether the scans of a JPEG hold the picture to its last block, found by walking their Huffman codes (ITU-T T.81, annexes
 * F and G) without making pixels of them. A decoder doesn't tell: it fills what is missing with grey.
 */
type ScanData =
  /** Every bit of every coefficient is there; `end` is the offset behind the last of them. */
  | { readonly kind: 'complete'; readonly end: number }
  /** A scan ends before its last block, or has codes that its tables don't have. */
  | { readonly kind: 'broken' }
  /** It can't be said: coded in another way, or legally without some of the coefficients. */
  | { readonly kind: 'unknown' }

export function readScans(file: Uint8Array): ScanData {
  return new ScanReader(file).read()
}

const broken: ScanData = { kind: 'broken' }
const unknown: ScanData = { kind: 'unknown' }

/** More is decoded by no browser, and each component takes memory for all its blocks. */
const maxComponents = 4
const unsent = 255
/** In bytes, 64 coefficients of at most 31 bits: one block may be read beyond the data's end before that is seen. */
const longestBlock = 248 + 3

const windowBytes = 0x1_0000

/**
 * The codes of a table. An entry is a code's value, and from bit 8 on the length of that code and of its coefficient's bits
 * together. It is 0 where there is no such code.
 */
interface HuffmanTable {
  /** Indexed by the next 9 bits. Most codes are no longer than that, and so small a table stays in the processor's cache. */
  readonly short: Uint16Array
  /** The longer codes, from the shortest length to the longest. */
  readonly long: readonly LongCodes[]
}

interface LongCodes {
  readonly length: number
  /** The next 16 bits are a number from `start` on and below `end` where they begin with a code of this length. */
  readonly start: number
  readonly end: number
  readonly codes: readonly number[]
}

const shortBits = 9
const emptyTable: HuffmanTable = { short: new Uint16Array(2 ** shortBits), long: [] }

interface Component {
  readonly id: number
  /** In a unit of a scan that has several components. `blocks` is the number in a scan of the component's own. */
  readonly blocksInUnit: number
  readonly blocks: number
  /** How many low bits of each coefficient have not come yet. */
  readonly missingBits: Uint8Array
  /** Two words a block, with a bit for each coefficient that isn't zero so far: each of those is refined by one bit. */
  readonly nonZero: Uint32Array
}

interface Frame {
  readonly isProgressive: boolean
  readonly units: number
  readonly components: readonly Component[]
}

interface ScanComponent {
  readonly component: Component
  readonly dc: HuffmanTable
  readonly ac: HuffmanTable
}

interface Scan {
  readonly components: readonly ScanComponent[]
  /** The band of coefficients. */
  readonly first: number
  readonly last: number
  /** How many low bits the coefficients lack before this scan, and after it; `unsent` where none has come before. */
  readonly before: number
  readonly after: number
}

class ScanReader {
  readonly #file: Uint8Array
  /** A stretch of what lies between two markers, without its stuffing. */
  readonly #window = new Uint8Array(windowBytes + longestBlock)
  #windowLength = 0
  /** Where that ends in the file. */
  #windowEnd = 0
  #bit = 0
  #bandsToSkip = 0
  #frame: Frame | undefined
  /** By class and destination. */
  readonly #tables = new Map<number, HuffmanTable>()
  #restartInterval = 0

  constructor(file: Uint8Array) {
    this.#file = file
  }

  read(): ScanData {
    const file = this.#file
    let at = 2
    while (at + 2 <= file.length) {
      const marker = byteAt(file, at + 1)
      if (byteAt(file, at) !== 0xff || marker === 0xff) at += 1
      else if (isAlone(marker)) at += 2
      else if (marker === 0xd9) return unknown
      else {
        const end = at + 2 + wordAt(file, at + 2)
        if (end > file.length) return broken
        const segment = file.subarray(at + 4, end)
        at = end
        if (marker === 0xc4 && !this.#readTables(segment)) return broken
        if (marker === 0xdd) this.#restartInterval = wordAt(segment, 0)
        if (marker >= 0xc0 && marker <= 0xc2) {
          // One frame a file, as in the walk: each takes memory by the size that it announces.
          if (this.#frame) return broken
          this.#frame = readFrame(segment, marker === 0xc2)
        }
        if (marker > 0xc2 && marker <= 0xcf && marker !== 0xc4) return unknown
        if (marker !== 0xda) continue
        const scan = this.#frame && this.#readScanHeader(this.#frame, segment)
        if (!scan) return unknown
        at = this.#readScan(scan, at)
        if (at === -1) return broken
        if (this.#isComplete()) return this.#endsInZero() ? unknown : { kind: 'complete', end: at }
      }
    }
    return broken
  }

  /** DHT: class and destination, how many codes there are of each length, their values (B.2.4.2). */
  #readTables(segment: Uint8Array): boolean {
    let at = 0
    while (at < segment.length) {
      const isForDc = byteAt(segment, at) < 0x10
      const counts = Array.from({ length: 16 }, (_, index) => byteAt(segment, at + 1 + index))
      const valueAt = at + 17
      const next = valueAt + counts.reduce((sum, count) => sum + count)
      const table = makeTable(counts, segment.subarray(valueAt, next), isForDc)
      if (!table) return false
      this.#tables.set(byteAt(segment, at), table)
      at = next
    }
    return true
  }

  /** SOS: the components with their tables, the band, and the bits (B.2.3). Undefined where the order is not the usual. */
  #readScanHeader(frame: Frame, segment: Uint8Array): Scan | undefined {
    const count = byteAt(segment, 0)
    const components: ScanComponent[] = []
    for (let index = 0; index < count; index += 1) {
      const id = byteAt(segment, 1 + index * 2)
      const tables = byteAt(segment, 2 + index * 2)
      const component = frame.components.find((one) => one.id === id)
      if (!component) return undefined
      const dc = this.#tables.get(tables >> 4) ?? emptyTable
      const ac = this.#tables.get(0x10 | (tables & 0x0f)) ?? emptyTable
      components.push({ component, dc, ac })
    }
    const bits = byteAt(segment, 3 + count * 2)
    const scan: Scan = frame.isProgressive
      ? {
          components,
          first: byteAt(segment, 1 + count * 2),
          last: byteAt(segment, 2 + count * 2),
          before: bits >> 4 || unsent,
          after: bits & 0x0f,
        }
      : { components, first: 0, last: 63, before: unsent, after: 0 }
    return isInOrder(scan, frame) ? scan : undefined
  }

  /** Answers with the offset behind the scan's last bit, or with -1 where it has not all its blocks. */
  #readScan(scan: Scan, start: number): number {
    const [only] = scan.components
    const isAlone = scan.components.length === 1
    const units = isAlone ? (only?.component.blocks ?? 0) : (this.#frame?.units ?? 0)
    const interval = this.#restartInterval || units
    let at = start
    for (let unit = 0; unit < units; unit += 1) {
      if (unit % interval === 0) {
        if (unit > 0) at = this.#findRestart()
        if (at === -1) return -1
        this.#startInterval(at)
      }
      for (const part of scan.components) {
        const blocks = isAlone ? 1 : part.component.blocksInUnit
        for (let block = 0; block < blocks; block += 1) {
          if (this.#bit > (windowBytes - longestBlock) * 8) this.#fillWindow()
          if (!this.#readBlock(scan, part, unit) || this.#bit > this.#windowLength * 8) return -1
        }
      }
    }
    for (const { component } of scan.components) {
      component.missingBits.fill(scan.after, scan.first, scan.last + 1)
    }
    return this.#offset()
  }

  #startInterval(start: number): void {
    this.#windowLength = 0
    this.#windowEnd = start
    this.#bit = 0
    this.#bandsToSkip = 0
    this.#fillWindow()
  }

  /** Moves what has not been read to the front, with the last byte that was, and fills up behind it to the next marker. */
  #fillWindow(): void {
    const file = this.#file
    const window = this.#window
    const passed = Math.max(0, this.#bytesRead() - 1)
    window.copyWithin(0, passed, this.#windowLength)
    this.#bit -= passed * 8
    let length = this.#windowLength - passed
    let at = this.#windowEnd
    while (length < windowBytes && at < file.length && isData(file, at)) {
      // At most one byte of 256 is stuffed, unless it is meant to be slow.
      const plain = file.subarray(at, at + windowBytes - length)
      const found = plain.indexOf(0xff)
      const count = found === -1 ? plain.length : found
      window.set(plain.subarray(0, count), length)
      length += count
      at += count
      if (found === -1 || !isData(file, at)) continue
      window[length] = 0xff
      length += 1
      at += 2
    }
    this.#windowLength = length
    this.#windowEnd = at
  }

  /** Answers with the offset behind the restart marker at the end of the interval, or with -1 where there is none. */
  #findRestart(): number {
    let at = this.#windowEnd
    while (at < this.#file.length && isData(this.#file, at)) at += 1
    while (byteAt(this.#file, at) === 0xff) at += 1
    return isRestart(byteAt(this.#file, at)) ? at + 1 : -1
  }

  /** Behind the byte of the last bit that was read. */
  #offset(): number {
    const unread = this.#window.subarray(this.#bytesRead(), this.#windowLength)
    return unread.reduce((at, byte) => at - (byte === 0xff ? 2 : 1), this.#windowEnd)
  }

  #bytesRead(): number {
    return Math.ceil(this.#bit / 8)
  }

  /** Answers with false where it meets no known code. The caller sees whether the data are over. */
  #readBlock({ first, last, before }: Scan, { component, dc, ac }: ScanComponent, block: number): boolean {
    if (!this.#frame?.isProgressive) return this.#readCode(dc) !== -1 && this.#skipCoefficients(ac)
    if (first > 0) {
      return before === unsent
        ? this.#readBand(component, ac, first, last, block)
        : this.#refineBand(component, ac, first, last, block)
    }
    if (before === unsent) return this.#readCode(dc) !== -1
    this.#bit += 1
    return true
  }

  /** F.2.2.2. Most of the time is spent here, and so it is written out. */
  #skipCoefficients(ac: HuffmanTable): boolean {
    const data = this.#window
    const { short } = ac
    let bit = this.#bit
    for (let at = 1; at < 64; at += 1) {
      const byte = bit >> 3
      const three = (data[byte]! << 16) | (data[byte + 1]! << 8) | data[byte + 2]!
      const next = (three >> (8 - (bit & 7))) & 0xffff
      const entry = short[next >> (16 - shortBits)]! || longCode(ac, next)
      if (entry === 0) return false
      bit += entry >> 8
      const code = entry & 0xff
      if (code === 0) break
      at += code >> 4
      if (at > 63 && code !== 0xf0) return false
    }
    this.#bit = bit
    return true
  }

  /** G.1.2.2 */
  #readBand(component: Component, ac: HuffmanTable, first: number, last: number, block: number): boolean {
    if (this.#bandsToSkip > 0) {
      this.#bandsToSkip -= 1
      return true
    }
    for (let at = first; at <= last; at += 1) {
      const code = this.#readCode(ac)
      const run = code >> 4
      const size = code & 0x0f
      if (code === -1) return false
      if (size === 0 && run < 15) {
        this.#bandsToSkip = (1 << run) - 1 + this.#readBits(run)
        return true
      }
      at += run
      if (at > last) return size === 0
      if (size > 0) setNonZero(component, block, at)
    }
    return true
  }

  /** G.1.2.3: each coefficient that is not zero takes a bit as it is passed; a run counts those that are still zero. */
  #refineBand(component: Component, ac: HuffmanTable, first: number, last: number, block: number): boolean {
    let at = first
    while (this.#bandsToSkip === 0 && at <= last) {
      const code = this.#readCode(ac)
      let run = code >> 4
      const size = code & 0x0f
      if (code === -1 || size > 1) return false
      if (size === 0 && run < 15) {
        this.#bandsToSkip = (1 << run) + this.#readBits(run)
        break
      }
      for (; at <= last; at += 1) {
        if (isNonZero(component, block, at)) this.#bit += 1
        else if (run === 0) break
        else run -= 1
      }
      if (size === 1) {
        if (at > last) return false
        setNonZero(component, block, at)
      }
      at += 1
    }
    if (this.#bandsToSkip === 0) return true
    this.#bandsToSkip -= 1
    for (; at <= last; at += 1) if (isNonZero(component, block, at)) this.#bit += 1
    return true
  }

  /** Reads the next code and passes its coefficient's bits. Answers with the code's value, or with -1. */
  #readCode(table: HuffmanTable): number {
    const next = this.#next16()
    const entry = table.short[next >> (16 - shortBits)]! || longCode(table, next)
    this.#bit += entry >> 8
    return entry === 0 ? -1 : entry & 0xff
  }

  #readBits(count: number): number {
    const bits = this.#next16() >> (16 - count)
    this.#bit += count
    return bits
  }

  #next16(): number {
    const at = this.#bit >> 3
    const three = (wordAt(this.#window, at) << 8) | byteAt(this.#window, at + 2)
    return (three >> (8 - (this.#bit & 7))) & 0xffff
  }

  #isComplete(): boolean {
    const components = this.#frame?.components ?? []
    return components.every(({ missingBits }) => missingBits.every((bits) => bits === 0))
  }

  /** Data end with bits of 1 (F.1.2.3). A file whose download was interrupted is filled with zeros. */
  #endsInZero(): boolean {
    return byteAt(this.#window, this.#bytesRead() - 1) === 0
  }
}

/** Undefined where there are more codes than can be, or where a difference of brightness would have more bits than it can. */
function makeTable(
  counts: readonly number[],
  values: Uint8Array,
  isForDc: boolean,
): HuffmanTable | undefined {
  const short = new Uint16Array(2 ** shortBits)
  const long: LongCodes[] = []
  let valueAt = 0
  let end = 0
  for (const [index, count] of counts.entries()) {
    const length = index + 1
    const span = 0x1_0000 >> length
    const start = end
    const codes: number[] = []
    for (let left = count; left > 0; left -= 1) {
      const value = byteAt(values, valueAt)
      if (isForDc && value > 16) return undefined
      const code = ((length + (isForDc ? value : value & 0x0f)) << 8) | value
      if (length <= shortBits) short.fill(code, end >> (16 - shortBits), (end + span) >> (16 - shortBits))
      else codes.push(code)
      valueAt += 1
      end += span
    }
    if (codes.length > 0) long.push({ length, start, end, codes })
  }
  return end > 0x1_0000 ? undefined : { short, long }
}

function longCode({ long }: HuffmanTable, next: number): number {
  for (const { length, start, end, codes } of long) {
    if (next < end) return codes[(next - start) >> (16 - length)] ?? 0
  }
  return 0
}

/** SOF0 to SOF2: precision, height, width, and of each component its ID, sampling factors and quantisation (B.2.2). */
function readFrame(segment: Uint8Array, isProgressive: boolean): Frame | undefined {
  const height = wordAt(segment, 1)
  const width = wordAt(segment, 3)
  const count = byteAt(segment, 5)
  if (count > maxComponents) return undefined
  const sampled = Array.from({ length: count }, (_, index) => {
    const id = byteAt(segment, 6 + index * 3)
    const factors = byteAt(segment, 7 + index * 3)
    return { id, horizontal: factors >> 4, vertical: factors & 0x0f }
  })
  if (sampled.some(({ horizontal, vertical }) => horizontal === 0 || vertical === 0)) return undefined
  const most = {
    horizontal: Math.max(...sampled.map(({ horizontal }) => horizontal)),
    vertical: Math.max(...sampled.map(({ vertical }) => vertical)),
  }
  const inBlocks = (pixels: number, factor: number, greatest: number) =>
    Math.ceil(Math.ceil((pixels * factor) / greatest) / 8)
  return {
    isProgressive,
    units: Math.ceil(width / (8 * most.horizontal)) * Math.ceil(height / (8 * most.vertical)),
    components: sampled.map(({ id, horizontal, vertical }) => {
      const blocks = inBlocks(width, horizontal, most.horizontal) * inBlocks(height, vertical, most.vertical)
      return {
        id,
        blocks,
        blocksInUnit: horizontal * vertical,
        missingBits: new Uint8Array(64).fill(unsent),
        nonZero: new Uint32Array(isProgressive ? 2 * blocks : 0),
      }
    }),
  }
}

/** Whether each bit is sent once, from the highest to the lowest: otherwise a small file could take a long time. */
function isInOrder({ components, first, last, before, after }: Scan, { isProgressive }: Frame): boolean {
  if (components.length === 0 || last > 63 || last < first) return false
  if (isProgressive && (first === 0 ? last > 0 : components.length > 1)) return false
  if (before !== unsent && after !== before - 1) return false
  return components.every(({ component }) =>
    component.missingBits.subarray(first, last + 1).every((bits) => bits === before),
  )
}

function isNonZero({ nonZero }: Component, block: number, at: number): boolean {
  return (((nonZero[2 * block + (at >> 5)] ?? 0) >>> (at & 31)) & 1) === 1
}

function setNonZero({ nonZero }: Component, block: number, at: number): void {
  const word = 2 * block + (at >> 5)
  nonZero[word] = (nonZero[word] ?? 0) | (1 << (at & 31))
}

/** Not so is a marker, whose code is not 0. */
function isData(file: Uint8Array, at: number): boolean {
  return byteAt(file, at) !== 0xff || byteAt(file, at + 1) === 0
}

function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0
}

function wordAt(bytes: Uint8Array, at: number): number {
  return (byteAt(bytes, at) << 8) | byteAt(bytes, at + 1)
}
