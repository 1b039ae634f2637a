import { beforeAll, describe, expect, it, vi } from 'vitest'

describe('what a test stubs', () => {
  it('is there', () => {
    vi.stubEnv('STUBBED', 'yes')
    expect(process.env['STUBBED']).toBe('yes')
  })
})

describe('is gone', () => {
  let found: string | undefined
  beforeAll(() => {
    found = process.env['STUBBED']
  })

  it('before what comes next is prepared', () => {
    expect(found).toBeUndefined()
  })
})
