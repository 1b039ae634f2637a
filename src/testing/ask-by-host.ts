import { request } from 'node:http'
import { text } from 'node:stream/consumers'

/** Asks with a `Host` that is none of the server's names. `fetch` lets nobody set it. */
export async function askByHost(url: string, host: string, method = 'GET') {
  return new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
    request(url, { method, headers: { host } }, (answer) => {
      text(answer).then((content) => resolve({ status: answer.statusCode, text: content }), reject)
    })
      .once('error', reject)
      .end()
  })
}
