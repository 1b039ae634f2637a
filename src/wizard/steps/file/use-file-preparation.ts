import { type Dispatch, useEffect, useEffectEvent, useReducer, useRef } from 'react'
import { createImagePipeline, type ImagePipeline } from '../../../image/prepare.ts'
import { asPrepareError } from '../../../image/prepare-error.ts'
import { type PrepareRequest } from '../../../image/prepared-file.ts'
import { asRequestError, RequestError } from '../../api/request-error.ts'
import { useWizard } from '../../wizard-context.ts'
import { loadFindings, tellable } from './file-problem.ts'
import { type FileEvent, fileReducer, type FileState, preparationOf } from './file-state.ts'

/** What a file has to be. */
export type FileRules = Pick<PrepareRequest, 'extension' | 'maxFileBytes'>

/** Has the image worker judge and prepare the file that is asked for, and end the work on one that isn't any more. */
export function useFilePreparation(rules: FileRules): readonly [FileState, Dispatch<FileEvent>] {
  const { reporter } = useWizard()
  const [state, dispatch] = useReducer(fileReducer, { kind: 'empty' })
  const pipeline = useRef<ImagePipeline>(null)

  useEffect(() => {
    // At once, not with the first file: the worker has loaded by then, even where the network is gone.
    pipeline.current = createImagePipeline()
    return () => {
      pipeline.current?.close()
      pipeline.current = null
    }
  }, [])

  const prepare = useEffectEvent(
    async (file: File, quarterTurns: PrepareRequest['quarterTurns'], signal: AbortSignal) => {
      const of = { file, quarterTurns }
      try {
        pipeline.current ??= createImagePipeline()
        const prepared = await pipeline.current.prepare({ ...of, ...rules }, signal)
        // The picture waits for no more than a moment for words about it.
        if (prepared.changes.length > 0) await Promise.race([loadFindings(), aMoment()])
        if (signal.aborted) return
        dispatch({ type: 'prepared', of, prepared })
        const warnings = await prepared.warnings
        if (!signal.aborted) dispatch({ type: 'judged', of, warnings })
      } catch (error) {
        if (signal.aborted) return
        const problem = await tellable(asPrepareError(error).problem)
        if (signal.aborted) return
        dispatch({ type: 'failed', of, problem })
        if (problem.kind === 'notLoaded')
          reporter?.failed(new RequestError('partNotLoaded', { cause: error }))
        if (problem.kind === 'stopped') reporter?.failed(asRequestError(error))
      }
    },
  )

  const { file, quarterTurns } = preparationOf(state) ?? {}
  useEffect(() => {
    if (file === undefined || quarterTurns === undefined) return undefined
    const work = new AbortController()
    void prepare(file, quarterTurns, work.signal)
    return () => {
      // When the person leaves the step, the pipeline is closed by now, and judges what has been sent for the receipt.
      if (pipeline.current) work.abort()
    }
  }, [file, quarterTurns])

  return [state, dispatch]
}

function aMoment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 2000))
}
