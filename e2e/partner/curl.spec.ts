import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { testFiles } from '../../src/testkit/testkit.ts'
import { expect, test } from '../support/wizard-test.ts'
import { sha256Of } from '../../src/testing/sha256-of.ts'

const run = promisify(execFile)

/** Runs the real program. It prints only what the server says: status line and headers, then the body. */
async function curl(...options: string[]) {
  const { stdout } = await run('curl', ['--silent', '--show-error', '--include', ...options])
  const [head = '', body = ''] = stdout.split('\r\n\r\n')
  const [statusLine = '', ...headers] = head.split('\r\n')
  const header = (name: string) =>
    headers.find((line) => line.toLowerCase().startsWith(`${name}: `))?.slice(name.length + 2) ?? ''
  return {
    status: Number(statusLine.split(' ')[1]),
    header,
    body: JSON.parse(body) as { data: Record<string, unknown>; requestId: string },
  }
}

async function guestSession(origin: string): Promise<string> {
  const { body } = await curl('--request', 'POST', `${origin}/api/sessions/guest`)
  return String(body.data['session'])
}

for (const workflow of ['PERSONAL', 'BUSINESS']) {
  test(`the vendor’s own curl command registers a document here: ${workflow}`, async ({
    sandbox,
    runningProxy: { origin },
  }) => {
    const answer = await curl(
      '--location',
      `${origin}/api/akepa/document/generate`,
      '--data',
      `{"workflow":"${workflow}","name":"license","extension":"jpg","type":"license"}`,
      '--header',
      'Content-Type: application/json',
      '--header',
      `Authorization: Bearer ${await guestSession(origin)}`,
    )

    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({
      code: '0',
      data: {
        id: expect.stringMatching(/^doc_[0-9A-Za-z]{22}$/),
        aggregatorId: 'CLIENTID',
        uploadStatus: false,
        workflow,
        name: 'license',
        extension: 'jpg',
        type: 'license',
        dtsCreatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      },
      requestId: expect.stringMatching(/^[0-9a-f]{32}$/),
    })
    expect(await sandbox.documents()).toMatchObject([answer.body.data])
  })
}

test('the vendor’s own curl command uploads a file here, with the ticket added', async ({
  sandbox,
  runningProxy: { origin },
}, testInfo) => {
  const authorization = `Authorization: Bearer ${await guestSession(origin)}`
  const generated = await curl(
    `${origin}/api/akepa/document/generate`,
    '--data',
    '{"workflow":"PERSONAL","name":"license","extension":"jpg","type":"license"}',
    '--header',
    'Content-Type: application/json',
    '--header',
    authorization,
  )
  const { buffer } = testFiles.goodJpg()
  const path = testInfo.outputPath('fileName.jpg')
  await writeFile(path, buffer)

  const uploaded = await curl(
    '--location',
    `${origin}/api/akepa/document/upload/${String(generated.body.data['id'])}`,
    '--form',
    `file=@${path}`,
    '--header',
    authorization,
    '--header',
    `Upload-Ticket: ${generated.header('upload-ticket')}`,
  )

  expect(uploaded.status).toBe(200)
  expect(uploaded.body).toEqual({
    code: '0',
    data: { ...generated.body.data, uploadStatus: true },
    requestId: expect.stringMatching(/^[0-9a-f]{32}$/),
  })
  expect(await sandbox.documents()).toMatchObject([{ uploadStatus: true, sha256: sha256Of(buffer) }])
})
