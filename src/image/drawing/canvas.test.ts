import { expect, test, vi } from 'vitest'
import { createOffscreenCanvas } from './canvas.ts'

test('A canvas whose pixels the browser has no room to encode says so', async () => {
  // As Chromium's and Firefox's own, where the encoder gets no memory.
  class FullCanvas {
    getContext = () => ({})
    convertToBlob = () => Promise.reject(new DOMException('Encoding failed', 'EncodingError'))
  }
  vi.stubGlobal('OffscreenCanvas', FullCanvas)
  const canvas = createOffscreenCanvas(4000, 3000)
  vi.unstubAllGlobals()
  await expect(canvas?.encode('image/jpeg', 0.9)).rejects.toMatchObject({ problem: { kind: 'outOfMemory' } })
})
