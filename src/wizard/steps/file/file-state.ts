import {
  type FileWarning,
  type PreparedFile,
  type PrepareProblem,
  type PrepareRequest,
} from '../../../image/prepared-file.ts'

type QuarterTurns = PrepareRequest['quarterTurns']

/** What is given in place of a file: more than one, a folder, or no file at all, such as a link to one. */
export type NotOneFile = 'several' | 'folder' | 'none'

/** A file that the person has given, and not let go of. */
interface HeldFile {
  readonly file: File
  /** Upload was pressed, and nothing since: it goes off as soon as it is ready. */
  readonly isWanted: boolean
  /** The last turn could not be made, or something other than one file was given. The file stays as it was. */
  readonly problem?: 'unturnable' | NotOneFile | undefined
}

/** A picture as it can be sent. */
interface ShownFile extends HeldFile {
  readonly quarterTurns: QuarterTurns
  readonly prepared: PreparedFile
  /** What is known to be wrong with it. A turned picture keeps those from before the turn until it is judged itself. */
  readonly warnings: readonly FileWarning[]
}

/** The file on its way from the picker to ready, or why it isn't going there. */
export type FileState =
  | { readonly kind: 'empty'; readonly problem?: NotOneFile }
  | { readonly kind: 'rejected'; readonly problem: PrepareProblem }
  | (HeldFile & { readonly kind: 'preparing' })
  /** It stays in sight as it was before the turn, and isn't what will be sent. */
  | (ShownFile & { readonly kind: 'turning'; readonly turnsTo: QuarterTurns })
  /** It can go off, judged or not. */
  | (ShownFile & { readonly kind: 'ready'; readonly isJudged: boolean })

/** What a file is made ready as. */
interface Preparation {
  readonly file: File
  readonly quarterTurns: QuarterTurns
}

export type FileEvent =
  | { readonly type: 'given'; readonly files: FileList | readonly File[] }
  | { readonly type: 'refused'; readonly found: NotOneFile }
  | { readonly type: 'turned' }
  | { readonly type: 'removed' }
  | { readonly type: 'uploadPressed' }
  /** What was ready and wanted has been taken to be sent. */
  | { readonly type: 'handedOver' }
  | { readonly type: 'prepared'; readonly of: Preparation; readonly prepared: PreparedFile }
  | { readonly type: 'judged'; readonly of: Preparation; readonly warnings: readonly FileWarning[] }
  | { readonly type: 'failed'; readonly of: Preparation; readonly problem: PrepareProblem }

/** What has to be made ready now, or judged. */
export function preparationOf(state: FileState): Preparation | undefined {
  if (state.kind === 'preparing') return { file: state.file, quarterTurns: 0 }
  if (state.kind === 'turning') return { file: state.file, quarterTurns: state.turnsTo }
  return state.kind === 'ready' && !state.isJudged ? state : undefined
}

/**
 * What becomes of the file. A picture that is ready and wanted is the one that Upload was pressed for. Whatever the
 * person does after pressing it takes the wish back, and so does a turn that fails: they have not seen what would go off.
 */
export function fileReducer(state: FileState, event: FileEvent): FileState {
  switch (event.type) {
    case 'given': {
      const [file, ...others] = Array.from(event.files)
      if (!file) return state
      return others.length > 0 ? refused(state, 'several') : { kind: 'preparing', file, isWanted: false }
    }
    case 'refused':
      return refused(state, event.found)
    case 'turned':
      return turned(state)
    case 'removed':
      return { kind: 'empty' }
    case 'uploadPressed':
      return 'file' in state ? { ...state, isWanted: true, problem: undefined } : { ...state }
    case 'handedOver':
      return 'file' in state ? { ...state, isWanted: false } : state
    case 'prepared':
      // After a turn that failed, the picture from before it is made ready once more, to be judged. It is here already.
      return isAskedFor(state, event.of) && state.kind !== 'ready' ? prepared(state, event.prepared) : state
    case 'judged':
      return isAskedFor(state, event.of) ? judged(state, event.warnings) : state
    case 'failed':
      return isAskedFor(state, event.of) ? failed(state, event.problem) : state
    default:
      return event satisfies never
  }
}

/** A file that is there already stays: what was given by mistake costs nothing. */
function refused(state: FileState, found: NotOneFile): FileState {
  return 'file' in state ? { ...state, isWanted: false, problem: found } : { kind: 'empty', problem: found }
}

function turned(state: FileState): FileState {
  if (state.kind !== 'ready' && state.kind !== 'turning') return state
  const turns = state.kind === 'turning' ? state.turnsTo : state.quarterTurns
  const turnsTo = ((turns + 1) % 4) as QuarterTurns
  return { ...state, kind: 'turning', turnsTo, isWanted: false, problem: undefined }
}

type Underway = Extract<FileState, { readonly kind: 'preparing' | 'turning' | 'ready' }>

/** A result that comes late, when another file or another turn is asked for, counts for nothing. */
function isAskedFor(state: FileState, { file, quarterTurns }: Preparation): state is Underway {
  const asked = preparationOf(state)
  return asked?.file === file && asked.quarterTurns === quarterTurns
}

function prepared(state: Exclude<Underway, { kind: 'ready' }>, picture: PreparedFile): FileState {
  const { file, isWanted, problem } = state
  const [quarterTurns, warnings] =
    state.kind === 'turning' ? ([state.turnsTo, state.warnings] as const) : ([0, []] as const)
  return {
    kind: 'ready',
    file,
    isWanted,
    problem,
    quarterTurns,
    prepared: picture,
    warnings,
    isJudged: false,
  }
}

/** Warnings that come once Upload is pressed take nothing back: they never block. */
function judged(state: Underway, warnings: readonly FileWarning[]): FileState {
  return state.kind === 'ready' ? { ...state, warnings, isJudged: true } : state
}

function failed(state: Underway, problem: PrepareProblem): FileState {
  switch (state.kind) {
    case 'preparing':
      return { kind: 'rejected', problem }
    case 'turning': {
      const { turnsTo: _failed, ...shown } = state
      return { ...shown, kind: 'ready', isJudged: false, isWanted: false, problem: 'unturnable' }
    }
    case 'ready':
      return judged(state, state.warnings)
    default:
      return state satisfies never
  }
}
