// @vitest-environment node
import 'fake-indexeddb/auto'

import { describe, expect, it } from 'vitest'

import { discardCapture, keepCapture, keepDerivative } from '../src/captures'
import { startVisit } from '../src/drafts'
import { decideConflict, openConflict, queueRecord, queueTask, unsentRows } from '../src/outbox'
import { deviceState } from '../src/states'
import { sender } from '../src/sync/http'
import { runOutbox, type RunParts } from '../src/sync/run'
import type { FieldDatabase } from '../src/database'
import { COLLEAGUE, FakeServer, makeDatabase, makeDraft, makeLocks, makeQueued, makeTask, NOON, OFFICER, photo } from './fakes'

function partsFor(db: FieldDatabase, server: FakeServer, changes: Partial<RunParts> = {}): RunParts {
  return { db, send: server.send, now: () => NOON, locks: makeLocks(), chunkBytes: 10, ...changes }
}

describe('sending a record', () => {
  it('sends the files in the order of their numbers and then one PUT', async () => {
    const db = await makeDatabase()
    const server = new FakeServer()
    const draft = await makeQueued(db)

    const outcome = await runOutbox(partsFor(db, server))

    expect(outcome).toEqual({ kind: 'done', sent: 1, left: 0, expired: false })
    expect([...server.stored.values()]).toEqual(['x'.repeat(25), 'y'.repeat(13), 'sign'])
    expect(server.requests.at(-1)).toBe('PUT /api/v1/inspection/inspections/…')
    expect(server.puts).toHaveLength(1)
    expect(await db.drafts.get(draft.uid)).toMatchObject({ state: 'stored', number: 'RC-1' })
    expect((await db.blobs.toArray()).every((blob) => blob.state === 'stored' && blob.sm3.startsWith('sm3-'))).toBe(true)
    expect(await unsentRows(db, OFFICER)).toEqual([])
  })

  it('sends nothing in the session of another person', async () => {
    const db = await makeDatabase()
    const server = new FakeServer()
    server.person = COLLEAGUE
    const draft = await makeQueued(db)

    const outcome = await runOutbox(partsFor(db, server))

    expect(outcome).toEqual({ kind: 'done', sent: 0, left: 1, expired: true })
    expect(server.requests).toEqual(['GET /api/v1/portal/session'])
    expect((await db.drafts.get(draft.uid))?.state).toBe('queued')
  })

  it('asks for a new token when the session got another one', async () => {
    const answers = [
      { token: 'old' }, { status: 403, code: 'http.token_stale' }, { token: 'new' }, { done: true },
    ]
    const asked: string[] = []
    const send = sender((path, init) => {
      asked.push(`${init?.method} ${String(path)} ${new Headers(init?.headers).get('X-CSRFToken') ?? ''}`.trim())
      const { status = 200, ...body } = answers.shift() as { status?: number }
      return Promise.resolve(new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } }))
    })

    expect(await send('POST', '/x', { json: {} })).toEqual({ status: 200, body: { done: true } })
    expect(asked).toEqual(['GET /api/v1/identity/csrf', 'POST /x old', 'GET /api/v1/identity/csrf', 'POST /x new'])
  })

  it('makes one inspection wherever the line is cut or an answer lost', async () => {
    const whole = new FakeServer()
    const first = await makeDatabase()
    await makeQueued(first)
    await runOutbox(partsFor(first, whole))
    const steps = whole.requests.length

    for (const fault of ['cut', 'lost'] as const) {
      for (let step = 1; step <= steps; step += 1) {
        const db = await makeDatabase()
        const server = new FakeServer()
        const draft = await makeQueued(db)
        server.fail(step, fault)

        const broken = await runOutbox(partsFor(db, server))
        expect(broken).toEqual({ kind: 'done', sent: 0, left: 1, expired: false })
        expect((await db.drafts.get(draft.uid))?.state).toBe('queued')
        await runOutbox(partsFor(db, server), { force: true })

        expect((await db.drafts.get(draft.uid))?.state).toBe('stored')
        expect(server.inspections.size).toBe(1)
        expect(server.puts).toHaveLength(1)
        expect([...server.stored.values()]).toEqual([...whole.stored.values()])
      }
    }
  })

  it('continues a file from the byte the server holds', async () => {
    const db = await makeDatabase()
    const server = new FakeServer()
    await makeQueued(db)
    server.fail(5, 'lost')
    await runOutbox(partsFor(db, server))
    const before = server.requests.length

    await runOutbox(partsFor(db, server), { force: true })

    const again = server.requests.slice(before)
    expect(again.filter((line) => line.startsWith('PATCH'))).toHaveLength(2 + 1)
  })

  it('repeats a lost PUT with the same key, and waits its turn when not forced', async () => {
    const db = await makeDatabase()
    const server = new FakeServer()
    await makeQueued(db)
    const keys: (string | undefined)[] = []
    const send: FakeServer['send'] = (method, path, request) => {
      if (method === 'PUT') keys.push(request?.key)
      return server.send(method, path, request)
    }
    const steps = 14
    server.fail(steps, 'lost')
    await runOutbox(partsFor(db, server, { send }))

    await runOutbox(partsFor(db, server, { send }))
    expect(keys).toHaveLength(1)
    await runOutbox(partsFor(db, server, { send, now: () => new Date(NOON.getTime() + 60_000) }))

    expect(keys).toHaveLength(2)
    expect(keys[0]).toBe(keys[1])
    expect(server.puts).toHaveLength(1)
  })

  it('tells the second racer that the first is at work', async () => {
    const db = await makeDatabase()
    const server = new FakeServer()
    await makeQueued(db)
    const locks = makeLocks()
    let release = (): void => undefined
    const holder = locks.request('zhijian-outbox', { ifAvailable: true }, () => new Promise<void>((resolve) => (release = resolve)))

    const loser = await runOutbox(partsFor(db, server, { locks }))
    release()
    await holder

    expect(loser).toEqual({ kind: 'busy' })
    expect(server.requests).toEqual([])
    expect((await runOutbox(partsFor(db, server, { locks }))).kind).toBe('done')
    expect(server.puts).toHaveLength(1)
  })

  it('sends a file again that the server no longer has', async () => {
    const db = await makeDatabase()
    const server = new FakeServer()
    const draft = await makeQueued(db)
    await db.blobs.where('draft').equals(draft.uid).modify({ state: 'stored' })

    await runOutbox(partsFor(db, server))

    expect(server.stored.size).toBe(3)
    expect((await db.drafts.get(draft.uid))?.state).toBe('stored')
  })

  it('keeps a record whose session ended and says so', async () => {
    const db = await makeDatabase()
    const server = new FakeServer()
    await makeQueued(db)
    server.refuse = () => ({ status: 401, body: { code: 'identity.signed_out' } })

    const outcome = await runOutbox(partsFor(db, server))

    expect(outcome).toEqual({ kind: 'done', sent: 0, left: 1, expired: true })
    expect((await unsentRows(db, OFFICER))[0]).toMatchObject({ state: 'waiting', lastErrorCode: 'session.expired', attempts: 1 })
  })

  it('gives a refused record back with its problems', async () => {
    const db = await makeDatabase()
    const server = new FakeServer()
    const draft = await makeQueued(db)
    const problems = [{ item: 'B', code: 'order_missing', message: '请责令改正。' }]
    server.refuse = (method) => (method === 'PUT' ? { status: 422, body: { code: 'inspection.record_invalid', detail: '有1处需要补正。', facts: { problems } } } : null)

    await runOutbox(partsFor(db, server))

    expect(await db.drafts.get(draft.uid)).toMatchObject({ state: 'refused', reason: '有1处需要补正。', problems })
    expect((await unsentRows(db, OFFICER))[0]?.state).toBe('refused')
  })

  it('shows what the server kept aside, and does not send it over and over', async () => {
    const db = await makeDatabase()
    const server = new FakeServer()
    const draft = await makeQueued(db)
    const detail = '这个证据编号已用于另一份证据。您的记录已另存，请联系任务派发人核对处理。'
    server.refuse = (method) => (method === 'PUT' ? { status: 422, body: { code: 'evidence.differs', detail } } : null)

    await runOutbox(partsFor(db, server))
    await runOutbox(partsFor(db, server), { force: true })

    expect(server.requests.filter((line) => line.startsWith('PUT'))).toHaveLength(1)
    const kept = await db.drafts.get(draft.uid)
    expect(kept && deviceState(kept)).toEqual({ text: `被退回（${detail}）`, tone: 'bad' })
  })

  it('holds a conflict until a person has chosen, and keeps both values', async () => {
    const db = await makeDatabase()
    const server = new FakeServer()
    const draft = await makeQueued(db)
    const fields = [{ field: 'due_on' as const, label: '完成期限', mine: '2026-11-30', theirs: '2026-12-05' }]
    server.refuse = (method) => (method === 'PUT' ? { status: 409, body: { code: 'inspection.task_changed', detail: '任务有改动。', facts: { fields } } } : null)
    await runOutbox(partsFor(db, server))
    await runOutbox(partsFor(db, server), { force: true })
    expect(server.requests.filter((line) => line.startsWith('PUT'))).toHaveLength(1)
    expect((await openConflict(db, draft.uid))?.fields).toEqual(fields)

    await expect(decideConflict(db, draft.uid, {}, NOON)).rejects.toThrow('每一项')
    await decideConflict(db, draft.uid, { due_on: 'theirs' }, NOON)
    server.refuse = null
    await runOutbox(partsFor(db, server))

    expect(JSON.parse(server.puts[0] ?? '{}')).toMatchObject({ resolved: { due_on: 'theirs' } })
    expect(await db.conflicts.toArray()).toMatchObject([{ fields, choices: { due_on: 'theirs' } }])
  })

  it('sends drawings after the record, beside their originals', async () => {
    const db = await makeDatabase()
    const server = new FakeServer()
    const draft = await makeDraft(db)
    const original = await keepCapture(db, photo(draft.uid))
    const drawn = await keepDerivative(db, original.uid, new Blob(['drawn'], { type: 'image/jpeg' }), '标注')
    await queueRecord(db, { draft: draft.uid, signature: null, at: NOON })

    await runOutbox(partsFor(db, server))

    expect(server.derivatives).toEqual([drawn.uid])
    expect(server.requests.at(-1)).toContain('/derivatives')
    expect((await db.blobs.get(drawn.uid))?.state).toBe('derived')
    expect([...server.stored.values()]).toContain('photo')
  })

  it('does not send bytes of a capture that was thrown away, but tells of it', async () => {
    const db = await makeDatabase()
    const server = new FakeServer()
    const draft = await makeDraft(db)
    const gone = await keepCapture(db, photo(draft.uid, 'private'))
    await discardCapture(db, gone.uid, '拍到无关人员', NOON)
    await queueRecord(db, { draft: draft.uid, signature: null, at: NOON })

    await runOutbox(partsFor(db, server))

    expect(server.stored.size).toBe(0)
    expect(JSON.parse(server.puts[0] ?? '{}')).toMatchObject({
      last_number: 1, captures: [{ number: 1, sha256: gone.sha256, discarded: { reason: '拍到无关人员' } }],
    })
  })
})

describe('a task made on the phone', () => {
  it('is created once before its record, which then names the server’s task', async () => {
    const db = await makeDatabase()
    const server = new FakeServer()
    const base = await db.tasks.get(makeTask().uid)
    if (!base) throw new Error('no task')
    const local = { matter: 'm', reason: '投诉举报', officers: [OFFICER], lead: OFFICER, server: null }
    const row = { ...base, uid: 'cccccccc-0000-4000-8000-000000000003', task: { ...base.task, uid: 'cccccccc-0000-4000-8000-000000000003' }, local }
    await queueTask(db, row, NOON)
    const draft = await startVisit(db, row, (await makeDraft(db)).notice!, NOON)
    await queueRecord(db, { draft: draft.uid, signature: null, at: NOON })
    server.fail(2, 'lost')

    await runOutbox(partsFor(db, server))
    await runOutbox(partsFor(db, server), { force: true })

    expect(server.tasks).toBe(1)
    expect(JSON.parse(server.puts[0] ?? '{}')).toMatchObject({ task: 'bbbbbbbb-0000-4000-8000-000000000002', task_version: 1 })
    expect(server.requests.indexOf('POST /api/v1/inspection/tasks')).toBeLessThan(server.requests.findIndex((line) => line.startsWith('PUT')))
  })
})
