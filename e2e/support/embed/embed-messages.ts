import { type Frame, type Page } from 'playwright/test'
import { expect } from './embed-test.ts'

export const announcement = { version: 1, type: 'announce' }

/** Has the window keep each message from now on, after the listeners that it has already. */
export async function recordMessages(page: Page | Frame): Promise<void> {
  await page.evaluate(() => {
    window.received = []
    window.addEventListener('message', ({ data, origin }) => window.received.push({ data, origin }))
  })
}

export async function receivedBy(page: Page | Frame): Promise<unknown[]> {
  return page.evaluate(() => window.received.map(({ data }) => data))
}

export async function sayToParent(frame: Frame, message: unknown, origin: string): Promise<void> {
  await frame.evaluate(([data, target]) => window.parent.postMessage(data, target), [
    message,
    origin,
  ] as const)
}

/** Sends a mark to every frame. Once this one has it, it has all that was sent to it before. Answers with that. */
export async function receivedInFrame(page: Page, frame: Frame): Promise<unknown[]> {
  await page.evaluate(() => {
    const mark = (target: Window) => {
      target.postMessage('mark', '*')
      for (let index = 0; index < target.length; index += 1) mark(target[index] as Window)
    }
    for (let index = 0; index < window.length; index += 1) mark(window[index] as Window)
  })
  await expect.poll(() => receivedBy(frame)).toContain('mark')
  return (await receivedBy(frame)).filter((data) => data !== 'mark')
}

export async function addFrame(page: Page | Frame, src: string): Promise<Frame> {
  const handle = await page.evaluateHandle((address) => {
    const frame = document.createElement('iframe')
    frame.src = address
    document.body.append(frame)
    return frame
  }, src)
  const frame = await handle.asElement()?.contentFrame()
  if (!frame) throw new Error('The frame has no content.')
  await frame.waitForLoadState()
  return frame
}
