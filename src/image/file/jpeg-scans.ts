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
  return file.length > maxBytes ? unknown : new ScanReader(file).read()
}

const broken: ScanData = { kind: 'broken' }
const unknown: ScanData = { kind: 'unknown' }

/** In a larger file, positions in bits would be no small integers. */
const maxBytes = 2 ** 27
const unsent = 255
/** In bytes, 64 coefficients of at most 31 bits: one block may be read beyond the data's end before that is seen. */
const longestBlock = 248 + 3

/**
 * Indexed by the next 16 bits. An entry is the value of the code that they begin with, and from bit 8 on the length of
 * that code and of its coefficient's bits together. It is 0 where there is no such code.
 */
type HuffmanTable = Uint16Array
const emptyTable: HuffmanTable = new Uint16Array(0x1_0000)

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
  /** What lies between two markers, without its stuffing. */
  readonly #data: Uint8Array
  #dataBits = 0
  /** Where that ends in the file. */
  #intervalEnd = 0
  #bit = 0
  #bandsToSkip = 0
  #frame: Frame | undefined
  /** As they stand in the file: a table is made only once a scan needs it, since a few bytes make a large one. */
  readonly #tables = new Map<number, Uint8Array>()
  #restartInterval = 0

  constructor(file: Uint8Array) {
    this.#file = file
    this.#data = new Uint8Array(file.length + longestBlock)
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
      let valueAt = at + 17
      let space = 0
      for (let length = 1; length <= 16; length += 1) {
        const count = byteAt(segment, at + length)
        space += count * (0x1_0000 >> length)
        valueAt += count
      }
      const values = segment.subarray(at + 17, valueAt)
      if (space > 0x1_0000 || (isForDc && values.some((size) => size > 16))) return false
      this.#tables.set(byteAt(segment, at), segment.subarray(at, valueAt))
      at = valueAt
    }
    return true
  }

  #tableOf(destination: number): HuffmanTable {
    const definition = this.#tables.get(destination)
    return definition ? makeTable(definition) : emptyTable
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
      const dc = this.#tableOf(tables >> 4)
      const ac = this.#tableOf(0x10 | (tables & 0x0f))
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
          if (!this.#readBlock(scan, part, unit) || this.#bit > this.#dataBits) return -1
        }
      }
    }
    for (const { component } of scan.components) {
      component.missingBits.fill(scan.after, scan.first, scan.last + 1)
    }
    return this.#offsetIn(at)
  }

  #startInterval(start: number): void {
    const file = this.#file
    let length = 0
    let at = start
    for (let byte = byteAt(file, at); at < file.length; byte = byteAt(file, at)) {
      if (byte === 0xff && byteAt(file, at + 1) !== 0) break
      this.#data[length] = byte
      length += 1
      at += byte === 0xff ? 2 : 1
    }
    this.#intervalEnd = at
    this.#dataBits = length * 8
    this.#bit = 0
    this.#bandsToSkip = 0
  }

  /** Answers with the offset behind the restart marker at the end of the interval, or with -1 where there is none. */
  #findRestart(): number {
    let at = this.#intervalEnd + 1
    while (byteAt(this.#file, at) === 0xff) at += 1
    return isRestart(byteAt(this.#file, at)) ? at + 1 : -1
  }

  /** The offset behind the byte of the last bit that was read, in an interval that starts at `start`. */
  #offsetIn(start: number): number {
    let at = start
    for (let left = this.#bytesRead(); left > 0; left -= 1) at += byteAt(this.#file, at) === 0xff ? 2 : 1
    return at
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
    const data = this.#data
    let bit = this.#bit
    for (let at = 1; at < 64; at += 1) {
      const byte = bit >> 3
      const three = (data[byte]! << 16) | (data[byte + 1]! << 8) | data[byte + 2]!
      const entry = ac[(three >> (8 - (bit & 7))) & 0xffff]!
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
    const entry = table[this.#next16()] ?? 0
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
    const three = (wordAt(this.#data, at) << 8) | byteAt(this.#data, at + 2)
    return (three >> (8 - (this.#bit & 7))) & 0xffff
  }

  #isComplete(): boolean {
    const components = this.#frame?.components ?? []
    return components.every(({ missingBits }) => missingBits.every((bits) => bits === 0))
  }

  /** Data end with bits of 1 (F.1.2.3). A file whose download was interrupted is filled with zeros. */
  #endsInZero(): boolean {
    return byteAt(this.#data, this.#bytesRead() - 1) === 0
  }
}

function makeTable(definition: Uint8Array): HuffmanTable {
  const isForDc = byteAt(definition, 0) < 0x10
  const table = new Uint16Array(0x1_0000)
  let valueAt = 17
  let next = 0
  for (let length = 1; length <= 16; length += 1) {
    for (let left = byteAt(definition, length); left > 0; left -= 1) {
      const value = byteAt(definition, valueAt)
      const end = next + (0x1_0000 >> length)
      table.fill(((length + (isForDc ? value : value & 0x0f)) << 8) | value, next, end)
      next = end
      valueAt += 1
    }
  }
  return table
}

/** SOF0 to SOF2: precision, height, width, and of each component its ID, sampling factors and quantisation (B.2.2). */
function readFrame(segment: Uint8Array, isProgressive: boolean): Frame | undefined {
  const height = wordAt(segment, 1)
  const width = wordAt(segment, 3)
  const sampled = Array.from({ length: byteAt(segment, 5) }, (_, index) => {
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

function isAlone(marker: number): boolean {
  return marker <= 0x01 || isRestart(marker)
}

function isRestart(marker: number): boolean {
  return marker >= 0xd0 && marker <= 0xd7
}

function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0
}

function wordAt(bytes: Uint8Array, at: number): number {
  return (byteAt(bytes, at) << 8) | byteAt(bytes, at + 1)
}
