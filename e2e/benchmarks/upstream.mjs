import { createServer } from 'node:http'

/** Answers as ConnectFi does, and does nothing else. So the benchmarks measure only the servers in front of it. */
const server = createServer((request, response) => {
  request.resume()
  request.on('end', () => {
    response.setHeader('Content-Type', 'application/json')
    response.end(JSON.stringify({ code: '0', data: answer(request.url ?? ''), requestId: 'benchmark' }))
  })
})

let registered = 0

/** @param {string} path */
function answer(path) {
  if (path === '/auth/get-token') return { token: 'token', dtsExpireAt: new Date(Date.now() + 3_600_000) }
  const uploaded = /^\/akepa\/document\/upload\/(.+)$/.exec(path)?.[1]
  registered += uploaded === undefined ? 1 : 0
  const id = uploaded ?? `doc_${String(registered).padStart(21, '0')}`
  return {
    id,
    uploadStatus: uploaded !== undefined,
    workflow: 'PERSONAL',
    name: 'licence',
    extension: 'jpg',
    type: 'license',
  }
}

server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.(typeof address === 'object' && address ? address.port : 0)
})
