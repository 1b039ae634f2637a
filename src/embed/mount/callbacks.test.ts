import { expect, it } from 'vitest'
import { deliverOnce, type HostEvent } from './callbacks.ts'

const at = '2026-01-02T03:04:05Z'

it('an event is told to its own callback and then to onEvent, once by its id', () => {
  const told: string[] = []
  const deliver = deliverOnce({
    onStep: ({ step }) => told.push(`step ${step}`),
    onLoadError: ({ code }) => told.push(`not loaded: ${code}`),
    onError: ({ code }) => told.push(`error ${code}`),
    onEvent: ({ type, id }) => told.push(`${type} ${id}`),
  })
  const ready: HostEvent = { type: 'ready', id: '1', at }
  const step: HostEvent = { type: 'step', id: '2', at, step: 'file' }
  for (const event of [ready, step, step, ready]) deliver(event)
  expect(told.splice(0)).toEqual(['ready 1', 'step file', 'step 2'])

  deliver({ type: 'error', id: '3', at, code: 'overloaded' })
  expect(told.splice(0)).toEqual(['error overloaded', 'error 3'])
  deliver({ type: 'error', id: '4', at, code: 'frameUnreachable' }, true)
  expect(told).toEqual(['error frameUnreachable', 'not loaded: frameUnreachable', 'error 4'])
})
