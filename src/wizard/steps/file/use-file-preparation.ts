import { useEffect, useRef, useState } from 'react'
import { type Extension } from '../../../contract/document.ts'
import { createImagePipeline, type ImagePipeline, PrepareError } from '../../../image/prepare.ts'
import { asRequestError, RequestError } from '../../api/request-error.ts'
import { useWizard } from '../../wizard-context.ts'
import { type PreparedFile, type PrepareProblem, type PrepareRequest } from '../../../image/prepared-file.ts'

type QuarterTurns = PrepareRequest['quarterTurns']

/** What is given in place of a file: more than one, a folder, or no file at all, such as a link to one. */
export type NotOneFile = 'several' | 'folder' | 'none'

/** The file on its way from the picker to ready, or why it isn't going there. */
export type FileState =
  | { readonly kind: 'empty' }
  | { readonly kind: 'notOneFile'; readonly found: NotOneFile }
  | { readonly kind: 'preparing'; readonly file: File }
  | { readonly kind: 'rejected'; readonly file: File; readonly problem: PrepareProblem }
  | {
      readonly kind: 'ready'
      readonly file: File
      readonly quarterTurns: QuarterTurns
      readonly prepared: PreparedFile
      /** A turn is being made; what is ready stays in sight meanwhile, but isn't what will be sent. */
      readonly isTurning: boolean
      /** The last turn could not be made. The picture is there as it was, and can be sent so. */
      readonly isUnturnable?: boolean
      /** What was given in its place, and isn't one. */
      readonly notOneFile?: NotOneFile
    }

export interface FilePreparation {
  readonly state: FileState
  /** The file as it will be sent, once the work under way is done; undefined where there is none, or none any more. */
  readonly whenReady: () => Promise<PreparedFile | undefined>
  readonly choose: (files: FileList | readonly File[]) => void
  /** Says that what was given is not one file. */
  readonly refuse: (found: NotOneFile) => void
  readonly rotate: () => void
  readonly remove: () => void
}

/** Judges and prepares one file at a time in the image worker; a newer choice ends the older one's work. */
export function useFilePreparation(extension: Extension, maxFileBytes: number): FilePreparation {
  const { reporter } = useWizard()
  const [state, setState] = useState<FileState>({ kind: 'empty' })
  const pipeline = useRef<ImagePipeline>(null)
  const work = useRef<AbortController>(null)
  const preparing = useRef<Promise<PreparedFile | undefined>>(undefined)

  useEffect(() => {
    // At once, not with the first file: the worker has loaded by then, even where the network is gone.
    pipeline.current = createImagePipeline()
    return () => {
      work.current?.abort()
      pipeline.current?.close()
      pipeline.current = null
    }
  }, [])

  const prepare = async (
    file: File,
    quarterTurns: QuarterTurns,
    before?: FileState & { kind: 'ready' },
  ): Promise<PreparedFile | undefined> => {
    work.current?.abort()
    const { signal } = (work.current = new AbortController())
    try {
      pipeline.current ??= createImagePipeline()
      const prepared = await pipeline.current.prepare({ file, extension, maxFileBytes, quarterTurns }, signal)
      if (signal.aborted) return undefined
      setState({ kind: 'ready', file, quarterTurns, prepared, isTurning: false })
      return prepared
    } catch (error) {
      if (signal.aborted) return undefined
      const problem: PrepareProblem = error instanceof PrepareError ? error.problem : { kind: 'stopped' }
      if (before) setState({ ...before, isTurning: false, isUnturnable: true })
      else setState({ kind: 'rejected', file, problem })
      if (problem.kind === 'notLoaded') reporter?.failed(new RequestError('partNotLoaded', { cause: error }))
      if (problem.kind === 'stopped') reporter?.failed(asRequestError(error))
      return before?.prepared
    }
  }

  /** A picture that is there already stays: what was given by mistake costs nothing. */
  const refuse = (found: NotOneFile) => {
    if (state.kind === 'preparing') return
    setState(state.kind === 'ready' ? { ...state, notOneFile: found } : { kind: 'notOneFile', found })
  }

  return {
    state,
    whenReady: async () => {
      for (;;) {
        const awaited = preparing.current
        const prepared = await awaited
        if (awaited === preparing.current) return prepared
      }
    },
    choose: (files) => {
      const [file, ...others] = Array.from(files)
      if (!file) return
      if (others.length > 0) {
        refuse('several')
        return
      }
      setState({ kind: 'preparing', file })
      preparing.current = prepare(file, 0)
    },
    refuse,
    rotate: () => {
      if (state.kind !== 'ready') return
      const { notOneFile: _told, ...before } = state
      const quarterTurns = ((state.quarterTurns + 1) % 4) as QuarterTurns
      setState({ ...before, isUnturnable: false, quarterTurns, isTurning: true })
      preparing.current = prepare(state.file, quarterTurns, before)
    },
    remove: () => {
      work.current?.abort()
      preparing.current = undefined
      setState({ kind: 'empty' })
    },
  }
}
