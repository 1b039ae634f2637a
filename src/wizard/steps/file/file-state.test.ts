import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PreparedFile } from '../../../image/prepared-file.ts'
import { type FileEvent, fileReducer, type FileState, preparationOf } from './file-state.ts'

const passport = new File(['passport'], 'passport.jpg')
const licence = new File(['licence'], 'licence.jpg')

/** What the worker makes of a file at so many quarter turns: told apart by its digest. */
function pictureOf({ name }: File, quarterTurns: number): PreparedFile {
  return {
    blob: new Blob(),
    format: 'jpeg',
    sha256: `${name} turned ${quarterTurns}`,
    width: 4,
    height: 3,
    original: { format: 'jpeg', bytes: 1, width: 4, height: 3 },
    changes: [],
    warnings: Promise.resolve([]),
  }
}

const given = (...files: File[]): FileEvent => ({ type: 'given', files })
const turned: FileEvent = { type: 'turned' }
const removed: FileEvent = { type: 'removed' }
const folder: FileEvent = { type: 'refused', found: 'folder' }
const upload: FileEvent = { type: 'uploadPressed' }
const prepared = (file: File, quarterTurns: 0 | 1 | 2 | 3 = 0): FileEvent => ({
  type: 'prepared',
  of: { file, quarterTurns },
  prepared: pictureOf(file, quarterTurns),
})
const judged = (file: File, quarterTurns: 0 | 1 | 2 | 3 = 0): FileEvent => ({
  type: 'judged',
  of: { file, quarterTurns },
  warnings: [quarterTurns === 0 ? 'blurred' : 'dark'],
})
const failed = (file: File, quarterTurns: 0 | 1 | 2 | 3 = 0): FileEvent => ({
  type: 'failed',
  of: { file, quarterTurns },
  problem: { kind: 'outOfMemory' },
})

function after(...events: readonly FileEvent[]): FileState {
  return events.reduce(fileReducer, { kind: 'empty' } as FileState)
}

/** What goes off in this state. */
function sentIn(state: FileState): string | undefined {
  return state.kind === 'ready' && state.isWanted ? state.prepared.sha256 : undefined
}

describe('A file', () => {
  it.each([
    ['when it is ready', [given(passport), prepared(passport), upload], 'passport.jpg turned 0'],
    ['as soon as it is ready', [given(passport), upload, prepared(passport)], 'passport.jpg turned 0'],
    [
      'as soon as it is turned',
      [given(passport), prepared(passport), turned, upload, prepared(passport, 1)],
      'passport.jpg turned 1',
    ],
    [
      'turned as often as was pressed, however fast',
      [
        given(passport),
        prepared(passport),
        turned,
        turned,
        upload,
        prepared(passport, 1),
        prepared(passport, 2),
      ],
      'passport.jpg turned 2',
    ],
    [
      'as it was, once a turn has failed and Upload is pressed for it',
      [given(passport), prepared(passport), turned, upload, failed(passport, 1), upload],
      'passport.jpg turned 0',
    ],
  ])('that Upload is pressed for goes off %s', (_when, events, sent) => {
    expect(sentIn(after(...events))).toBe(sent)
  })

  it.each([
    ['the turn fails', [given(passport), prepared(passport), turned, upload, failed(passport, 1)]],
    ['it is turned', [given(passport), prepared(passport), turned, upload, turned, prepared(passport, 2)]],
    ['another is given', [given(passport), upload, given(licence), prepared(licence)]],
    [
      'another is given, and the first comes late',
      [given(passport), upload, given(licence), prepared(passport)],
    ],
    ['several are given', [given(passport), upload, given(passport, licence), prepared(passport)]],
    ['a folder is given', [given(passport), upload, folder, prepared(passport)]],
    ['it is removed', [given(passport), upload, removed, prepared(passport)]],
    ['it is refused', [given(passport), upload, failed(passport)]],
  ])('that Upload is pressed for does not go off by itself once %s', (_what, events) => {
    expect(sentIn(after(...events))).toBeUndefined()
  })

  it('is still there, and the reason told, when something else that is no file is given', () => {
    expect(after(given(passport), folder)).toMatchObject({ kind: 'preparing', problem: 'folder' })
    expect(after(given(passport), folder, prepared(passport))).toMatchObject({
      kind: 'ready',
      problem: 'folder',
    })
    expect(after(given(passport), prepared(passport), turned, folder, prepared(passport, 1))).toMatchObject({
      kind: 'ready',
      quarterTurns: 1,
      problem: 'folder',
    })
    expect(after(folder)).toEqual({ kind: 'empty', problem: 'folder' })
  })

  it('that can’t be turned is as it was before, and the reason is told until something else is done', () => {
    const unturned = [
      given(passport),
      prepared(passport),
      turned,
      prepared(passport, 1),
      turned,
      failed(passport, 2),
    ]
    expect(after(...unturned)).toMatchObject({
      kind: 'ready',
      quarterTurns: 1,
      prepared: { sha256: 'passport.jpg turned 1' },
      problem: 'unturnable',
    })
    expect(after(...unturned, turned)).toMatchObject({ kind: 'turning', turnsTo: 2, problem: undefined })
    expect(after(...unturned, upload)).toMatchObject({ kind: 'ready', problem: undefined })
  })
})

describe('What is found in a file', () => {
  it('comes when the file can go off already, and takes nothing back', () => {
    expect(after(given(passport), prepared(passport))).toMatchObject({ kind: 'ready', isJudged: false })
    const wanted = after(given(passport), prepared(passport), upload, judged(passport))
    expect(sentIn(wanted)).toBe('passport.jpg turned 0')
    expect(wanted).toMatchObject({ isJudged: true, warnings: ['blurred'] })
    expect(preparationOf(wanted)).toBeUndefined()
  })

  it.each([
    ['another file', [given(licence), prepared(licence)]],
    ['another turn', [turned, prepared(passport, 1)]],
    ['no file', [removed]],
  ])('counts for nothing once there is %s', (_what, events) => {
    const before = after(given(passport), prepared(passport), ...events)
    expect(fileReducer(before, judged(passport))).toBe(before)
  })

  it('stays in sight while the picture is turned, until it has been looked at again', () => {
    const events = [given(passport), prepared(passport), judged(passport), turned, prepared(passport, 1)]
    expect(after(...events)).toMatchObject({ isJudged: false, warnings: ['blurred'] })
    expect(after(...events, judged(passport, 1))).toMatchObject({ isJudged: true, warnings: ['dark'] })
  })

  it('is looked for again after a turn that failed, in the picture that is there', () => {
    const state = after(given(passport), prepared(passport), turned, failed(passport, 1))
    expect(preparationOf(state)).toMatchObject({ file: passport, quarterTurns: 0 })
    expect(fileReducer(state, prepared(passport))).toBe(state)
    expect(fileReducer(state, judged(passport))).toMatchObject({ isJudged: true, warnings: ['blurred'] })
  })

  it('is nothing where it can’t be looked for, and the file can be sent', () => {
    const state = after(given(passport), prepared(passport), turned, failed(passport, 1), failed(passport))
    expect(state).toMatchObject({ kind: 'ready', isJudged: true, warnings: [] })
  })
})

/**
 * Whatever the person does, in whichever order, and whichever results come when: what goes off is the last file that was
 * given, turned as it is shown or was last asked for, and nothing but Upload was pressed after that.
 */
it('Nothing goes off but what the person pressed Upload for last', () => {
  const deeds = fc.constantFrom<FileEvent[]>(
    given(passport),
    given(licence),
    given(passport, licence),
    folder,
    removed,
    turned,
    turned,
    upload,
    upload,
  )
  const anyResult = fc
    .tuple(
      fc.constantFrom(prepared, judged, failed),
      fc.constantFrom(passport, licence),
      fc.constantFrom(0, 1, 2, 3),
    )
    .map(([result, file, quarterTurns]) => result(file, quarterTurns))
  const resultOfWhatIsAskedFor = fc.constantFrom('prepared', 'prepared', 'judged', 'failed')
  const step = fc.oneof(
    { arbitrary: deeds, weight: 4 },
    { arbitrary: resultOfWhatIsAskedFor, weight: 4 },
    { arbitrary: anyResult, weight: 1 },
  )
  fc.assert(
    fc.property(fc.array(step, { minLength: 50, maxLength: 50 }), (steps) => {
      let state: FileState = { kind: 'empty' }
      let lastDeed: FileEvent | undefined
      let promised: string | undefined
      for (const step of steps) {
        const asked = preparationOf(state)
        const result = step === 'prepared' ? prepared : step === 'judged' ? judged : failed
        const event = typeof step !== 'string' ? step : asked && result(asked.file, asked.quarterTurns)
        if (!event) continue
        const before: FileState = state
        state = fileReducer(state, event)
        // Nothing is turned before it is there to be seen.
        if (state === before) continue
        if (event.type !== 'prepared' && event.type !== 'judged' && event.type !== 'failed') {
          lastDeed = event
          const due = preparationOf(state)
          promised = due
            ? pictureOf(due.file, due.quarterTurns).sha256
            : state.kind === 'ready'
              ? state.prepared.sha256
              : undefined
        }
        const sent = sentIn(state)
        if (sent === undefined) continue
        expect([lastDeed?.type, sent]).toEqual(['uploadPressed', promised])
        state = fileReducer(state, { type: 'handedOver' })
      }
    }),
    { numRuns: 2000 },
  )
})
