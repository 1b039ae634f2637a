import { describe, expect, it } from 'vitest'
import { hear, nothingHeard } from './announcement.ts'
import { type DeliveryState } from './deliver.ts'

const sending = (percent: number, remainingMs?: number): DeliveryState => ({
  kind: 'sending',
  sentBytes: percent,
  totalBytes: 100,
  remainingMs,
})
const confirming: DeliveryState = { kind: 'confirming', isLong: false }
const confirmingLong: DeliveryState = { kind: 'confirming', isLong: true }
const offline: DeliveryState = { kind: 'waitingForNetwork' }
const retry = (attempt: number, delayMs: number): DeliveryState => ({
  kind: 'waitingToRetry',
  attempt,
  delayMs,
})

/** What the live region holds after each state, where that changes. */
function heardOf(...states: readonly DeliveryState[]) {
  let heard = nothingHeard
  return states.flatMap((state) => {
    const { announcement } = heard
    heard = hear(heard, state)
    // A state is rendered any number of times.
    expect(hear(heard, state)).toBe(heard)
    return heard.announcement === announcement ? [] : [heard.announcement]
  })
}

describe('what a screen reader hears of a delivery', () => {
  it('is the quarters of a long upload, each once', () => {
    const percents = [1, 26, 30, 51, 60, 76, 99]
    expect(heardOf(sending(0), ...percents.map((percent) => sending(percent, 60_000)))).toEqual(
      [25, 50, 75].map((percent) => ({ kind: 'sent', percent })),
    )
  })

  it('is nothing of a short one but that all is sent', () => {
    expect(heardOf(sending(0), sending(30), sending(60), sending(90), confirming)).toEqual([confirming])
  })

  it('is that the confirmation takes long', () => {
    expect(heardOf(sending(0), confirming, confirmingLong)).toEqual([confirming, confirmingLong])
  })

  it('is the first pause and the long ones, and no attempt between', () => {
    const attempt = [sending(0), sending(40), sending(80), confirming]
    const states = [1000, 2000, 4000, 8000, 16_000, 30_000].flatMap((delayMs, index) => [
      ...attempt,
      retry(index + 2, delayMs),
    ])
    expect(heardOf(...states).filter(Boolean)).toEqual([
      confirming,
      retry(2, 1000),
      retry(6, 16_000),
      retry(7, 30_000),
    ])
  })

  it('is no pause any more once the file is being sent again', () => {
    expect(heardOf(retry(2, 1000), sending(0), sending(10))).toEqual([retry(2, 1000), undefined])
  })

  it('is once that the network is away, however often it is tried meanwhile', () => {
    expect(heardOf(offline, sending(0), { ...offline }, sending(0), { ...offline })).toEqual([offline])
  })
})
