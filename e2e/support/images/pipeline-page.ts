import { type Page } from 'playwright/test'
import { defaultMaxFileBytes } from '../../../src/contract/file.ts'
import {
  type FileWarning,
  type PreparedFile,
  type PrepareProblem,
  type PrepareRequest,
} from '../../../src/image/prepared-file.ts'
import { Complaints } from '../page/complaints.ts'
import { type Outcome } from './image-page/page.ts'

/** Serves the pipeline's page. */
export interface PipelineServer {
  readonly origin: string
  /** Gives the bytes that were posted to an address, and forgets them. */
  take(address: string): Buffer
}

export interface ChosenFile {
  readonly name: string
  readonly mimeType: string
  readonly buffer: Buffer
}

type Request = Partial<Omit<PrepareRequest, 'file'>>

export interface Prepared extends Omit<PreparedFile, 'blob' | 'warnings'> {
  readonly warnings: readonly FileWarning[]
  readonly mediaType: string
  readonly bytes: Buffer
}

/** The pipeline on a page of its own, under the wizard's Content-Security-Policy. */
export class PipelinePage {
  readonly page: Page
  readonly #server: PipelineServer

  constructor(page: Page, server: PipelineServer) {
    this.page = page
    this.#server = server
  }

  async open(): Promise<void> {
    await this.page.goto(this.#server.origin)
    await this.page.waitForFunction(() => 'imagePage' in window)
  }

  /** Takes a path for a file that is too large for the connection to the browser. */
  async choose(file: ChosenFile | string): Promise<void> {
    await this.page.getByLabel('File').setInputFiles(file)
  }

  async prepareChosen(request: Request): Promise<Outcome & { readonly bytes: Buffer }> {
    const address = `/prepared/${String(Math.random())}`
    const complete = {
      extension: 'jpg',
      maxFileBytes: defaultMaxFileBytes,
      quarterTurns: 0,
      ...request,
    } as const
    const outcome = await this.page.evaluate(
      async ([request, address]) => await window.imagePage.prepareChosen(request, address),
      [complete, address] as const,
    )
    return { ...outcome, bytes: this.#server.take(address) }
  }

  async prepare(file: ChosenFile | string, request: Request = {}): Promise<Prepared> {
    await this.choose(file)
    const outcome = await this.prepareChosen(request)
    if (outcome.kind !== 'prepared') throw new Error(`Not prepared: ${JSON.stringify(outcome)}`)
    return { ...outcome.file, mediaType: outcome.mediaType, bytes: outcome.bytes }
  }

  async refuse(file: ChosenFile | string, request: Request = {}): Promise<PrepareProblem> {
    await this.choose(file)
    const outcome = await this.prepareChosen(request)
    if (outcome.kind !== 'refused') throw new Error(`Not refused: ${JSON.stringify(outcome)}`)
    return outcome.problem
  }
}

/** Opens the pipeline on a page, which must complain of nothing. */
export async function usePipeline(
  page: Page,
  server: PipelineServer,
  provide: (pipeline: PipelinePage) => Promise<void>,
): Promise<void> {
  const complaints = new Complaints(page.context())
  const pipeline = new PipelinePage(page, server)
  await pipeline.open()
  await provide(pipeline)
  complaints.check()
}
