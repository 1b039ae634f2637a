import { parentPort } from 'node:worker_threads'
import { endlessParser, hostileParsers, throwUnlessRefusal } from './hostile-parsers.ts'
import { hostileTexts } from './hostile-text.ts'

/** A message of the worker while it runs the parser whose name it was sent. */
export type HostileProgress =
  | { readonly kind: 'begun'; readonly what: string }
  | { readonly kind: 'broken'; readonly what: string; readonly error: string }
  | { readonly kind: 'done' }

const say = (progress: HostileProgress) => parentPort?.postMessage(progress)

parentPort?.on('message', (name: string) => void run(name))

async function run(name: string): Promise<void> {
  const parser = [...hostileParsers, endlessParser].find((each) => each.name === name)
  for (const beginning of parser?.beginnings ?? []) {
    for (const { name: kind, text } of hostileTexts) {
      const what = `${kind} after ${JSON.stringify(beginning)}`
      say({ kind: 'begun', what })
      for (const end of ['', '\r!']) {
        try {
          await parser?.parse(beginning + text + end)
        } catch (error) {
          try {
            throwUnlessRefusal(error)
          } catch {
            say({ kind: 'broken', what, error: String(error) })
          }
        }
      }
    }
  }
  say({ kind: 'done' })
}
