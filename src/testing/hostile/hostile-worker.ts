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

/**
 * In real time. For a text eight times as long, a pattern in quadratic time takes 64 times as long. So a parser that refuses an
 * eighth of a text this fast is within the watchdog's limit with the whole.
 */
const quickMs = 4

async function run(name: string): Promise<void> {
  const parser = [...hostileParsers, endlessParser].find((each) => each.name === name)
  for (const beginning of parser?.beginnings ?? []) {
    for (const { name: kind, text } of hostileTexts) {
      const what = `${kind} after ${JSON.stringify(beginning)}`
      say({ kind: 'begun', what })
      const parse = async (input: string) => {
        const beganAt = performance.now()
        try {
          await parser?.parse(beginning + input)
        } catch (error) {
          try {
            throwUnlessRefusal(error)
          } catch {
            say({ kind: 'broken', what, error: String(error) })
          }
        }
        return performance.now() - beganAt
      }
      await parse(text)
      // An end that fits no grammar makes a pattern try everything before it again.
      if ((await parse(`${text.slice(0, text.length / 8)}\r!`)) > quickMs) await parse(`${text}\r!`)
    }
  }
  say({ kind: 'done' })
}
