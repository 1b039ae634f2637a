import { expect, test } from 'vitest'
import { fileBytes, license, startOwnSandbox } from '../testing/sandbox-fixture.ts'
import { formOf } from '../../testing/forms.ts'
import { sha256Of } from '../../testing/sha256-of.ts'

async function pageOf(origin: string) {
  const response = await fetch(origin)
  return { text: await response.text(), headers: response.headers }
}

test('the page shows what arrived, newest first', async () => {
  const { client, origin } = await startOwnSandbox()
  await client.generate({
    ...license,
    name: 'older',
    note: 'both sides',
    note_author_agent_email: 'agent@bank.example',
  })
  const id = await client.idOf('newer')
  await client.upload(id)
  const { text } = await pageOf(origin)
  expect(text).toContain('2 documents')
  expect(text.indexOf('newer')).toBeLessThan(text.indexOf('older'))
  for (const shown of [
    'both sides',
    'agent@bank.example',
    'PERSONAL',
    'Waiting for its file',
    'Uploaded',
    id,
  ]) {
    expect(text).toContain(shown)
  }
  expect(text).toContain(`src="/sandbox/documents/${id}/file"`)
  expect(text).toContain(`${fileBytes.length} bytes`)
  expect(text).toContain(sha256Of(fileBytes))
})

test('the page says that there are no documents yet', async () => {
  const { origin } = await startOwnSandbox()
  expect((await pageOf(origin)).text).toContain('Nothing yet')
})

test('hostile metadata is shown as text', async () => {
  const { client, origin } = await startOwnSandbox()
  const id = await client.idOf(`" onload='alert(1)' &lt;script&gt; \`x\``)
  await client.upload(id)
  await client.generate({
    ...license,
    name: 'note',
    note: `"' &#60;img src=x onerror=alert(1)&#62;`,
    note_author_agent_email: `'&a@b.example`,
  })
  const { text } = await pageOf(origin)
  expect(text).toContain('&quot; onload=&#39;alert(1)&#39; &amp;lt;script&amp;gt; `x`')
  expect(text).toContain('alt="The file uploaded for &quot; onload=&#39;alert(1)&#39;')
  expect(text).toContain('&quot;&#39; &amp;#60;img src=x onerror=alert(1)&amp;#62;')
  expect(text).toContain('&#39;&amp;a@b.example')
  expect(text).not.toMatch(/<(?:script|img src=x)/)
})

test('the page may run no script, and load nothing from elsewhere', async () => {
  const { origin } = await startOwnSandbox()
  const { headers, text } = await pageOf(origin)
  expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(headers.get('content-security-policy')).toBe(
    "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  )
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(text).not.toMatch(/<script|style=|<style/)
  const style = await fetch(`${origin}/sandbox/page.css`)
  expect(style.headers.get('content-type')).toBe('text/css; charset=utf-8')
})

test.each([
  ['jpg', 'image/jpeg'],
  ['png', 'image/png'],
])('a %s is served as %s whatever its bytes are, and may run nothing', async (extension, type) => {
  const { client, origin } = await startOwnSandbox()
  const { body } = await client.generate({ ...license, extension })
  const id = String(body.data?.['id'])
  const page = Buffer.from('<script>alert(1)</script>')
  await client.upload(id, formOf(page))
  const response = await fetch(`${origin}/sandbox/documents/${id}/file`)
  expect(response.headers.get('content-type')).toBe(type)
  expect(response.headers.get('content-length')).toBe(String(page.length))
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; sandbox;/)
  expect(Buffer.from(await response.arrayBuffer())).toEqual(page)
})

test.each(['doc_0000000000000000000000', '..%2f..%2fetc', 'constructor'])(
  'there is no file of %s',
  async (id) => {
    const { origin } = await startOwnSandbox()
    const response = await fetch(`${origin}/sandbox/documents/${id}/file`)
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ code: 'notFound' })
  },
)

test('a document without an upload has no file, no size and no digest', async () => {
  const { client, origin } = await startOwnSandbox()
  const id = await client.idOf('registered')
  expect((await fetch(`${origin}/sandbox/documents/${id}/file`)).status).toBe(404)
  const [document] = await client.documents()
  expect(Object.keys(document ?? {})).toEqual([
    'id',
    'aggregatorId',
    'uploadStatus',
    'workflow',
    'name',
    'extension',
    'type',
    'dtsCreatedAt',
  ])
})

test('the page shows a hundred documents, and says how many more there are', async () => {
  const { client, origin } = await startOwnSandbox()
  await client.renewToken()
  await Promise.all(Array.from({ length: 103 }, () => client.generate()))
  const { text } = await pageOf(origin)
  expect(text.match(/<article/g)).toHaveLength(100)
  expect(text).toContain('And 3 older')
  expect(await client.documents()).toHaveLength(103)
})
