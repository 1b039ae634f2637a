import { crc32 as crc32OfZlib } from 'node:zlib'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { crc32, initialCrc32 } from './crc32.ts'

it('is that of zlib, in two pieces of any length, wherever they lie in memory', () => {
  const bytes = fc.uint8Array({ maxLength: 200 })
  fc.assert(
    fc.property(bytes, fc.nat(200), fc.nat(20), (memory, middle, start) => {
      const piece = memory.subarray(start)
      const cut = Math.min(middle, piece.length)
      const crc = crc32(crc32(initialCrc32, piece, 0, cut), piece, cut, piece.length)
      expect(~crc >>> 0).toBe(crc32OfZlib(piece))
    }),
    { numRuns: 1000 },
  )
})
