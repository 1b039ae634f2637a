import { crc32, deflateSync } from 'node:zlib'
import { sendDocument } from './send-document.ts'

/**
 * Does what a customer did on another day: uploads the document that shows where they live, in a session that asks for
 * `requestedDocuments`. Answers its receipt. Rejects with `PortalFailure`.
 */
export async function makeEarlierVisit(origin: string, session: string): Promise<string> {
  return sendDocument(origin, session, {
    requestedKey: 'address',
    document: { workflow: 'PERSONAL', type: 'utility', name: 'Electricity bill', extension: 'png' },
    picture: drawBill(),
  })
}

const [width, height] = [420, 594]

/** A bill by its looks: a dark head, and grey lines of writing on white. */
function drawBill(): Uint8Array<ArrayBuffer> {
  const rows = Array.from({ length: height }, (_, y) => {
    const isHead = y > 40 && y < 80
    const isLine = y > 130 && y < 500 && y % 26 < 9
    const end = isHead ? 190 : 380 - (((y - (y % 26)) * 53) % 160)
    const isInk = (x: number) => (isHead || isLine) && x > 40 && x < end
    return Uint8Array.from({ length: width + 1 }, (_, x) =>
      x === 0 ? 0 : isInk(x) ? (isHead ? 40 : 150) : 255,
    )
  })
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  // 8 bits of grey.
  header[8] = 8
  const signature = Buffer.from('\x89PNG\r\n\x1A\n', 'latin1')
  const data = deflateSync(Buffer.concat(rows))
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** A PNG's chunk (PNG, third edition, 5.3). */
function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  checksum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, checksum])
}
