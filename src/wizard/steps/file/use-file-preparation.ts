import { useEffect, useRef, useState } from 'react'
import { createImagePipeline, type ImagePipeline } from '../../../image/prepare.ts'
import { asPrepareError } from '../../../image/prepare-error.ts'
import { asRequestError, RequestError } from '../../api/request-error.ts'
import { useWizard } from '../../wizard-context.ts'
import { type PreparedFile, type PrepareProblem, type PrepareRequest } from '../../../image/prepared-file.ts'

type QuarterTurns = PrepareRequest['quarterTurns']

/** What a file has to be. */
export type FileRules = Pick<PrepareRequest, 'extension' | 'maxFileBytes'>

/** What is given in place of a file: more than one, a folder, or no file at all, such as a link to one. */
export type NotOneFile = 'several' | 'folder' | 'none'

/** A picture as it will be sent. */
interface ShownFile {
  readonly file: File
  readonly quarterTurns: QuarterTurns
  readonly prepared: PreparedFile
  /** The last turn could not be made, or something other than one file was given. The picture stays as it was. */
  readonly problem?: 'unturnable' | NotOneFile
}

/** The file on its way from the picker to ready, or why it isn't going there. There is a `file` while one is in hand. */
export type FileState =
  | { readonly kind: 'empty' }
  | { readonly kind: 'notOneFile'; readonly found: NotOneFile }
  | { readonly kind: 'rejected'; readonly problem: PrepareProblem }
  | { readonly kind: 'preparing'; readonly file: File }
  /** It stays in sight as it was before the turn, and isn't what will be sent. */
  | (ShownFile & { readonly kind: 'turning' })
  | (ShownFile & { readonly kind: 'ready' })

interface FilePreparation {
  readonly state: FileState
  readonly choose: (files: FileList | readonly File[]) => void
  /** Says that what was given is not one file. */
  readonly refuse: (found: NotOneFile) => void
  readonly rotate: () => void
  readonly remove: () => void
}

/** Judges and prepares one file at a time in the image worker. A newer choice ends the work on the one before it. */
export function useFilePreparation(rules: FileRules): FilePreparation {
  const { reporter } = useWizard()
  const [state, setState] = useState<FileState>({ kind: 'empty' })
  const pipeline = useRef<ImagePipeline>(null)
  const work = useRef<AbortController>(null)

  useEffect(() => {
    // At once, not with the first file: the worker has loaded by then, even where the network is gone.
    pipeline.current = createImagePipeline()
    return () => {
      work.current?.abort()
      pipeline.current?.close()
      pipeline.current = null
    }
  }, [])

  const prepare = async (file: File, quarterTurns: QuarterTurns, before?: ShownFile) => {
    work.current?.abort()
    const { signal } = (work.current = new AbortController())
    try {
      pipeline.current ??= createImagePipeline()
      const prepared = await pipeline.current.prepare({ file, ...rules, quarterTurns }, signal)
      if (!signal.aborted) setState({ kind: 'ready', file, quarterTurns, prepared })
    } catch (error) {
      if (signal.aborted) return
      const { problem } = asPrepareError(error)
      setState(before ? { ...before, kind: 'ready', problem: 'unturnable' } : { kind: 'rejected', problem })
      if (problem.kind === 'notLoaded') reporter?.failed(new RequestError('partNotLoaded', { cause: error }))
      if (problem.kind === 'stopped') reporter?.failed(asRequestError(error))
    }
  }

  /** A picture that is there already stays: what was given by mistake costs nothing. */
  const refuse = (found: NotOneFile) => {
    if (state.kind === 'preparing') return
    setState('prepared' in state ? { ...state, problem: found } : { kind: 'notOneFile', found })
  }

  return {
    state,
    choose: (files) => {
      const [file, ...others] = Array.from(files)
      if (!file) return
      if (others.length > 0) {
        refuse('several')
        return
      }
      setState({ kind: 'preparing', file })
      void prepare(file, 0)
    },
    refuse,
    rotate: () => {
      if (state.kind !== 'ready') return
      const { problem: _told, ...before } = state
      const quarterTurns = ((state.quarterTurns + 1) % 4) as QuarterTurns
      setState({ ...before, kind: 'turning', quarterTurns })
      void prepare(state.file, quarterTurns, before)
    },
    remove: () => {
      work.current?.abort()
      setState({ kind: 'empty' })
    },
  }
}
