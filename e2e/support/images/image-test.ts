import { type Page } from 'playwright/test'
import { expect, test as base } from '../workers/workers.ts'
import { PipelinePage, usePipeline } from './pipeline-page.ts'

interface Fixtures {
  /** A page of its own, for a test that breaks something. */
  freshPipeline: PipelinePage
  pageOf: (page: Page) => Promise<PipelinePage>
}

/** The image pipeline in a real browser, without the wizard. */
export const test = base.extend<Fixtures>({
  freshPipeline: async ({ page, pipelineServer }, provide) => {
    await usePipeline(page, pipelineServer, provide)
  },
  pageOf: async ({ pipelineServer }, provide) => {
    await provide(async (page) => {
      const pipeline = new PipelinePage(page, pipelineServer)
      await pipeline.open()
      return pipeline
    })
  },
})

export { expect }
