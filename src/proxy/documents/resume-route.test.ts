import { describe, expect, it } from 'vitest'
import { openDocumentSchema } from '../../contract/api/visit.ts'
import { visitAnswerSchema } from '../../contract/api/partner-api.ts'
import {
  held,
  mustBeRegistered,
  otherKey,
  registeredBy,
  startForCustomers,
  tryRegister,
} from '../testing/customers.ts'
import {
  generate,
  hashHeader,
  licence,
  makeImage,
  openGuestSession,
  register as registerGuest,
  upload,
} from '../testing/requests/proxy-client.ts'
import { uploadDone } from '../testing/scripted-upstream.ts'
import { call } from '../../testing/call.ts'
import { eventually } from '../../testing/eventually.ts'

function resume(origin: string, session: string, id: string) {
  return call(`${origin}/api/documents/${id}/resume`, { headers: { Authorization: `Bearer ${session}` } })
}

/** What a session is told of the documents that it can go on with. */
async function listed(origin: string, session: string) {
  const { body } = await call(`${origin}/api/session`, {
    method: 'GET',
    headers: { Authorization: `Bearer ${session}` },
  })
  const documents = body.data['openDocuments'] as unknown[]
  return documents.map((document) => openDocumentSchema.parse(document))
}

describe('a document that waits for its file', () => {
  it('is found by another session of the customer, and gets its file by a fresh ticket', async () => {
    const { upstream, origin, register, openSession, states } = await startForCustomers()
    const { id } = await register()
    const session = await openSession()
    expect(await listed(origin, session)).toEqual([
      {
        id,
        type: 'license',
        workflow: 'PERSONAL',
        extension: 'jpg',
        dtsRegisteredAt: expect.any(String) as unknown,
        state: 'open',
        isUnderOtherTerms: false,
      },
    ])

    const resumed = await resume(origin, session, id)
    expect(resumed.status).toBe(200)
    expect(resumed.body.data).toEqual({
      id,
      aggregatorId: 'CLIENTID',
      uploadStatus: false,
      workflow: 'PERSONAL',
      extension: 'jpg',
      type: 'license',
      dtsCreatedAt: '2023-11-01T16:44:19.473Z',
    })
    const file = await makeImage('jpeg')
    const registered = registeredBy(session, resumed)
    const first = await upload(origin, registered, file, hashHeader(file))
    expect(first.status).toBe(200)
    expect(await states()).toEqual({ [id]: 'uploaded' })
    expect(await listed(origin, session)).toEqual([])

    const again = await upload(origin, registered, file, hashHeader(file))
    expect([again.status, again.body.data]).toEqual([200, { ...resumed.body.data, uploadStatus: true }])
    const late = await resume(origin, session, id)
    expect([late.status, late.body.code]).toEqual([409, 'documentAlreadyUploaded'])
    expect(late.headers.get('Upload-Receipt')).toBe(first.headers.get('Upload-Receipt'))
    expect(upstream.to('/akepa/document/generate')).toHaveLength(1)
  })

  it('is given up with the ticket of a resume, where another is registered in its place', async () => {
    const { origin, register, openSession, states } = await startForCustomers()
    const first = await register()
    const session = await openSession()
    const { ticket } = registeredBy(session, await resume(origin, session, first.id))
    const second = mustBeRegistered(await tryRegister(origin, session, 'key', ticket))
    expect(await states()).toEqual({ [second.id]: 'open' })
    expect(await listed(origin, session)).toMatchObject([{ id: second.id }])
    const late = await resume(origin, session, first.id)
    expect([late.status, late.body.code]).toEqual([400, 'documentNotFound'])
  })

  it('is told as unconfirmed when its file may have arrived', async () => {
    const { upstream, origin, register, uploadTo } = await startForCustomers()
    const registered = await register()
    const { answer, release } = held(uploadDone)
    upstream.script.upload = answer
    const uploading = uploadTo(registered)
    await eventually(() => expect(upstream.to('/akepa/document/upload')[0]?.isComplete).toBe(true))
    expect(await listed(origin, registered.session)).toMatchObject([
      { id: registered.id, state: 'unconfirmed' },
    ])
    expect((await resume(origin, registered.session, registered.id)).status).toBe(200)
    release()
    expect(await uploading).toBe('done')
  })

  it.each<[string, object, boolean]>([
    ['the same terms', { prefill: { name: 'license' }, locked: ['name'] }, false],
    ['the same name in other signs', { prefill: { name: ' license\u200B ' }, locked: ['name'] }, false],
    ['another name', { prefill: { name: 'Lease' }, locked: ['name'] }, true],
    ['no lock', { prefill: { name: 'license' } }, true],
    ['one more lock', { prefill: { name: 'license', type: 'license' }, locked: ['name', 'type'] }, true],
  ])('says whether it was registered under %s', async (_what, terms, isUnderOtherTerms) => {
    const { origin, register, openSession } = await startForCustomers()
    await register({ prefill: { name: 'license' }, locked: ['name'] })
    expect(await listed(origin, await openSession(terms))).toMatchObject([{ isUnderOtherTerms }])
  })

  it.each<[string, object]>([
    ['types', { types: ['passport', 'utility'] }],
    ['locked type', { prefill: { type: 'passport' }, locked: ['type'] }],
    ['locked workflow', { prefill: { workflow: 'BUSINESS' }, locked: ['workflow'] }],
    ['locked format', { prefill: { extension: 'png' }, locked: ['extension'] }],
  ])(
    'is neither shown nor resumed where it is not within the session’s %s, and blocks nothing',
    async (_what, terms) => {
      const { origin, register, openSession, states } = await startForCustomers()
      const { id } = await register()
      const session = await openSession(terms)
      expect(await listed(origin, session)).toEqual([])
      expect((await resume(origin, session, id)).body.code).toBe('documentNotFound')
      const { body } = await call(`${origin}/api/session`, {
        method: 'GET',
        headers: { Authorization: `Bearer ${session}` },
      })
      expect(body.data['remainingDocuments']).toBe(1)
      const { prefill = {}, types } = terms as { prefill?: object; types?: string[] }
      const request = { ...licence, ...(types && { type: types[0] }), ...prefill }
      const second = registeredBy(session, await generate(origin, session, request))
      expect(await states()).toEqual({ [second.id]: 'open' })
    },
  )

  it.each([
    ['customer', { reference: 'someone else' }, undefined],
    ['partner', {}, otherKey],
  ])('is never shown to another %s, nor resumed, nor ended', async (_who, terms, key) => {
    const { origin, register, openSession, askAs, states } = await startForCustomers()
    const mine = await register()
    const theirs = await openSession(terms, key)
    expect(await listed(origin, theirs)).toEqual([])
    expect((await resume(origin, theirs, mine.id)).body).toMatchObject({
      code: 'documentNotFound',
      context: { documentId: mine.id },
    })
    expect(await tryRegister(origin, theirs, 'key', mine.ticket)).toBe('ticketForeign')
    mustBeRegistered(await tryRegister(origin, theirs))
    expect(await states()).toEqual({ [mine.id]: 'open' })
    const { documents } = (await askAs(otherKey)).body.data as { documents: { id: string }[] }
    expect(documents.map(({ id }) => id)).not.toContain(mine.id)
  })

  it('is found again by its guest, and by no other guest', async () => {
    const { origin } = await startForCustomers()
    const { id, session } = await registerGuest(origin)
    const renewed = await openGuestSession(origin, { Authorization: `Bearer ${session}` })
    expect(await listed(origin, renewed)).toMatchObject([{ id, state: 'open' }])
    expect((await resume(origin, renewed, id)).status).toBe(200)
    const stranger = await openGuestSession(origin)
    expect(await listed(origin, stranger)).toEqual([])
    expect((await resume(origin, stranger, id)).body.code).toBe('documentNotFound')
  })

  it.each(['', 'made.up.session'])('is not resumed without a session: “%s”', async (session) => {
    const { origin, register } = await startForCustomers()
    const { id } = await register()
    expect((await resume(origin, session, id)).status).toBe(401)
  })
})

describe('the documents of a customer, as the partner is told', () => {
  it('are those open and uploaded, without the ones given up', async () => {
    const { origin, register, registerAnew, openSession, askAs } = await startForCustomers()
    const first = await register({ maxDocuments: 2 })
    const second = mustBeRegistered(await registerAnew(first))
    const file = await makeImage('jpeg')
    await upload(origin, second, file)
    const third = mustBeRegistered(await tryRegister(origin, await openSession({ maxDocuments: 2 })))

    const answer = visitAnswerSchema.parse((await askAs()).body)
    const document = {
      type: 'license',
      workflow: 'PERSONAL',
      extension: 'jpg',
      dtsRegisteredAt: expect.any(String) as unknown,
    }
    expect(answer.data.documents).toEqual([
      {
        ...document,
        id: second.id,
        state: 'uploaded',
        bytes: file.length,
        sha256: hashHeader(file)['X-File-Sha256'],
        dtsUploadedAt: expect.any(String) as unknown,
      },
      { ...document, id: third.id, state: 'open' },
    ])
  })

  it('are none for a customer who has none, and nobody’s without a key', async () => {
    const { askAs } = await startForCustomers()
    expect((await askAs(undefined, 'visits', 'nobody')).body.data).toEqual({ documents: [], skipped: [] })
    expect((await askAs({ apiKey: 'made-up', sha256: '' })).body.code).toBe('partnerKeyInvalid')
    expect((await askAs(undefined, 'visits', '')).body.code).toBe('requestValidateError')
  })
})
