/**
 * The CRC-32 of PNG (third edition, annex D), sixteen bytes a step, with a table for each byte's distance from the end of
 * the step. One byte a step takes four times as long, and the proxy checks every byte of every PNG.
 */
const bytesPerStep = 16
const tables = makeTables()

/** What a CRC-32 begins with, before its first byte. */
export const initialCrc32 = -1

/** Goes on with a CRC-32 over `bytes` from `start` to `end`. After the last byte, the checksum is its complement. */
export function crc32(crc: number, bytes: Uint8Array, start: number, end: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let value = crc
  let at = start
  // Written out: as a loop or with a function for each byte it takes three times as long (V8 11.3).
  for (; at + bytesPerStep <= end; at += bytesPerStep) {
    const a = value ^ view.getInt32(at, true)
    const b = view.getInt32(at + 4, true)
    const c = view.getInt32(at + 8, true)
    const d = view.getInt32(at + 12, true)
    value =
      tables[0xf00 | (a & 0xff)]! ^
      tables[0xe00 | ((a >>> 8) & 0xff)]! ^
      tables[0xd00 | ((a >>> 16) & 0xff)]! ^
      tables[0xc00 | (a >>> 24)]! ^
      tables[0xb00 | (b & 0xff)]! ^
      tables[0xa00 | ((b >>> 8) & 0xff)]! ^
      tables[0x900 | ((b >>> 16) & 0xff)]! ^
      tables[0x800 | (b >>> 24)]! ^
      tables[0x700 | (c & 0xff)]! ^
      tables[0x600 | ((c >>> 8) & 0xff)]! ^
      tables[0x500 | ((c >>> 16) & 0xff)]! ^
      tables[0x400 | (c >>> 24)]! ^
      tables[0x300 | (d & 0xff)]! ^
      tables[0x200 | ((d >>> 8) & 0xff)]! ^
      tables[0x100 | ((d >>> 16) & 0xff)]! ^
      tables[d >>> 24]!
  }
  for (; at < end; at += 1) value = (value >>> 8) ^ tables[(value ^ view.getUint8(at)) & 0xff]!
  return value
}

/** The first table is Sarwate's. Each of the others continues the one before it by a zero byte. */
function makeTables(): Int32Array {
  const made = new Int32Array(bytesPerStep * 256)
  for (let index = 0; index < made.length; index += 1) {
    let value = made[index - 256] ?? index
    for (let bit = 0; bit < 8; bit += 1) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0)
    made[index] = value
  }
  return made
}
