import { expect, it } from 'vitest'
import { Turns } from './turns.ts'

const patient = new AbortController().signal

function startWork(turns: Turns, signal = patient) {
  let finish = () => {}
  let isBegun = false
  const over = turns.take(signal, () => {
    isBegun = true
    return new Promise<void>((resolve) => {
      finish = resolve
    })
  })
  return { over, finish: () => finish(), isBegun: () => isBegun }
}

it('as many wait as go at once, in the order in which they came, and the next is refused', async () => {
  const turns = new Turns(1)
  const [first, second, third] = [startWork(turns), startWork(turns), startWork(turns)]
  await expect(third.over).rejects.toMatchObject({ code: 'overloaded', retryAfterSeconds: 1 })
  const later = async () => {
    expect([first.isBegun(), second.isBegun()]).toEqual([true, false])
    first.finish()
    await first.over
    await Promise.resolve()
    expect(second.isBegun()).toBe(true)
    second.finish()
    await second.over
  }
  await later()
  const fourth = startWork(turns)
  expect(fourth.isBegun()).toBe(true)
  fourth.finish()
  await fourth.over
})

it('whoever waits too long is refused, and leaves its place to others', async () => {
  const turns = new Turns(1)
  const first = startWork(turns)
  const giveUp = new AbortController()
  const second = startWork(turns, giveUp.signal)
  giveUp.abort()
  await expect(second.over).rejects.toMatchObject({ code: 'overloaded' })
  const third = startWork(turns)
  first.finish()
  await first.over
  await Promise.resolve()
  expect([second.isBegun(), third.isBegun()]).toEqual([false, true])
})

it('work that fails gives its turn back', async () => {
  const turns = new Turns(1)
  await expect(turns.take(patient, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed')
  expect(startWork(turns).isBegun()).toBe(true)
})
