import { beforeAll, onTestFinished } from 'vitest'

type CleanUp = () => unknown

let ofShared: CleanUp[] | undefined

/** Cleans up when the test has finished, or when all the tests have that share what is cleaned up (`shared`). */
export function atEnd(cleanUp: CleanUp): void {
  if (ofShared) ofShared.push(cleanUp)
  else onTestFinished(async () => void (await cleanUp()))
}

/**
 * Starts something once for all tests of a `describe` or a file, because a server of its own costs each row of a table
 * more than the row itself. The tests must leave it as it was. Call the result inside of a test.
 */
export function shared<Part>(start: () => Promise<Part>): () => Part {
  let part: Part | undefined
  beforeAll(async () => {
    const cleanUps: CleanUp[] = []
    ofShared = cleanUps
    try {
      part = await start()
    } finally {
      ofShared = undefined
    }
    return async () => {
      for (const cleanUp of cleanUps.toReversed()) await cleanUp()
    }
  })
  return () => {
    if (part === undefined) throw new TypeError('What tests share is started before the first of them')
    return part
  }
}
