// @vitest-environment node
import 'fake-indexeddb/auto'

import { evaluate } from '@zhijian/forms'
import { describe, expect, it, vi } from 'vitest'

import { discardCapture, keepCapture } from '../src/captures'
import { FieldDatabase, VERSIONS } from '../src/database'
import { answer, changeDraft, draftInWork, DraftClosed } from '../src/drafts'
import { reopenDraft, queueRecord } from '../src/outbox'
import { acceptPackage, PackageDamaged } from '../src/packages'
import { engineAnswers, orderOf } from '../src/payload'
import { pruneStored } from '../src/pruning'
import { rescueFile } from '../src/rescue'
import { deviceName } from '../src/settings'
import { deviceState } from '../src/states'
import { crc32 } from '../src/zip'
import { FORM, makeDatabase, makeDraft, makePackage, makeQueued, makeTask, NOON, OFFICER, photo } from './fakes'

describe('captures', () => {
  it('are numbered without gaps, also when many are taken at once', async () => {
    const db = await makeDatabase()
    const draft = await makeDraft(db)

    await Promise.all(Array.from({ length: 12 }, (_, index) => keepCapture(db, photo(draft.uid, `p${index}`))))

    const numbers = (await db.captures.toArray()).map((one) => one.number).sort((a, b) => a - b)
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
  })

  it('leave a tombstone with number, hash and reason, and no bytes', async () => {
    const db = await makeDatabase()
    const draft = await makeDraft(db)
    const one = await keepCapture(db, photo(draft.uid))

    await expect(discardCapture(db, one.uid, ' x ', NOON)).rejects.toThrow('原因')
    await discardCapture(db, one.uid, '拍虚了', NOON)
    const next = await keepCapture(db, photo(draft.uid))

    expect(await db.captures.get(one.uid)).toMatchObject({ number: 1, sha256: one.sha256, discarded: { reason: '拍虚了' } })
    expect(await db.blobs.get(one.uid)).toBeUndefined()
    expect(next.number).toBe(2)
  })

  it('are named by an answer in the order in which they were taken, however they are stored', async () => {
    const db = await makeDatabase()
    const draft = await makeDraft(db)
    await answer(db, draft.uid, [{ item: 'B', value: 'no' }], NOON)
    const taken = []
    for (let index = 0; index < 6; index++) taken.push(await keepCapture(db, photo(draft.uid, `p${index}`)))
    const stored = (await db.captures.toArray()).sort((one, other) => one.sha256.localeCompare(other.sha256))

    expect(engineAnswers(await db.answers.toArray(), stored)['B']?.evidence).toEqual(taken.map((one) => one.uid))
  })

  it('no longer support an answer once thrown away', async () => {
    const db = await makeDatabase()
    const draft = await makeDraft(db)
    await answer(db, draft.uid, [{ item: 'B', value: 'no' }], NOON)
    const one = await keepCapture(db, photo(draft.uid))
    const demand = async () => evaluate(FORM, engineAnswers(await db.answers.toArray(), await db.captures.toArray())).problems.map((found) => found.code)
    expect(await demand()).not.toContain('missing_evidence')

    await discardCapture(db, one.uid, '拍虚了', NOON)

    expect(await demand()).toContain('missing_evidence')
  })
})

describe('a draft', () => {
  it('is found again where it was left', async () => {
    const db = await makeDatabase()
    const draft = await makeDraft(db)
    await answer(db, draft.uid, [{ item: 'A', value: 'yes' }], NOON)
    db.close()

    const again = new FieldDatabase(db.name)

    expect(await draftInWork(again, OFFICER)).toMatchObject({ uid: draft.uid, lastItem: 'A' })
    expect(await again.answers.toArray()).toMatchObject([{ item: 'A', value: 'yes' }])
  })

  it('cannot be changed once it was handed over, until it comes back', async () => {
    const db = await makeDatabase()
    const draft = await makeQueued(db)
    await expect(answer(db, draft.uid, [{ item: 'A', value: 'no' }], NOON)).rejects.toBeInstanceOf(DraftClosed)
    await expect(changeDraft(db, draft.uid, { opinion: 'x' }, NOON)).rejects.toBeInstanceOf(DraftClosed)
    await expect(queueRecord(db, { draft: draft.uid, signature: null, at: NOON })).rejects.toBeInstanceOf(DraftClosed)

    await db.drafts.update(draft.uid, { state: 'returned' })
    await reopenDraft(db, draft.uid, NOON)
    await answer(db, draft.uid, [{ item: 'A', value: 'no' }], NOON)

    expect((await db.answers.get([draft.uid, 'A']))?.value).toBe('no')
  })

  it('forgets 已当场改正 when the answer is no longer 否', async () => {
    const db = await makeDatabase()
    const draft = await makeDraft(db)
    await answer(db, draft.uid, [{ item: 'B', value: 'no', fixedOnSite: true }], NOON)

    await answer(db, draft.uid, [{ item: 'B', value: 'yes' }], NOON)

    expect((await db.answers.get([draft.uid, 'B']))?.fixedOnSite).toBe(false)
  })

  it('keeps a 否 that is still being written when the rest of its section is answered', async () => {
    const db = await makeDatabase()
    const draft = await makeDraft(db)

    const [, rest] = await Promise.all([
      answer(db, draft.uid, [{ item: 'B', value: 'no' }], NOON),
      answer(db, draft.uid, [{ item: 'A', value: 'yes', ifOpen: true }, { item: 'B', value: 'yes', ifOpen: true }], NOON),
      answer(db, draft.uid, [{ item: 'B', note: '混放' }], NOON),
    ])

    expect(rest.map((row) => row.item)).toEqual(['A'])
    expect(await db.answers.get([draft.uid, 'B'])).toMatchObject({ value: 'no', note: '混放' })
  })

  it('takes two phrases tapped one upon the other, each once', async () => {
    const db = await makeDatabase()
    const draft = await makeDraft(db)

    await Promise.all(['未见记录。', '当场说明。', '未见记录。'].map((phrase) => answer(db, draft.uid, [{ item: 'B', phrase }], NOON)))

    expect(await db.answers.get([draft.uid, 'B'])).toMatchObject({ value: null, note: '未见记录。当场说明。' })
  })

  it('proposes the order of the form and leaves out what was put right at once', async () => {
    const db = await makeDatabase()
    const draft = await makeDraft(db)
    const order = async () => {
      const task = await db.tasks.get(makeTask().uid)
      const current = await db.drafts.get(draft.uid)
      return orderOf({ draft: current!, task: task!, definition: FORM, answers: await db.answers.toArray(), captures: [] })
    }
    await answer(db, draft.uid, [{ item: 'B', value: 'no' }], NOON)
    expect(await order()).toEqual({ length: 5, unit: 'working_days', items: [{ item: 'B', order: '立即分开存放。' }] })

    await changeDraft(db, draft.uid, { orderLength: 10, orderUnit: 'calendar_days', orders: { B: '三日内分开。' } }, NOON)
    expect(await order()).toEqual({ length: 10, unit: 'calendar_days', items: [{ item: 'B', order: '三日内分开。' }] })

    await answer(db, draft.uid, [{ item: 'B', value: 'no', fixedOnSite: true }], NOON)
    expect(await order()).toBeNull()
  })
})

describe('a package', () => {
  it('is refused when its hash is wrong, and the older one stays', async () => {
    const db = await makeDatabase()
    const good = await makePackage()

    await expect(acceptPackage(db, OFFICER, { ...good, phrases: ['改过的'] })).rejects.toBeInstanceOf(PackageDamaged)

    expect((await db.packages.get(OFFICER))?.phrases).toEqual(['标识不清。'])
  })

  it('takes away tasks that are gone, but not those with a record on this phone', async () => {
    const db = await makeDatabase()
    const other = makeTask({ uid: 'dddddddd-0000-4000-8000-000000000004' })
    await acceptPackage(db, OFFICER, await makePackage([makeTask(), other]))
    await makeDraft(db)

    await acceptPackage(db, OFFICER, await makePackage([]))

    expect((await db.tasks.toArray()).map((row) => [row.uid, row.isCurrent])).toEqual([[makeTask().uid, false]])
  })

  it('tells of records that were sent back', async () => {
    const db = await makeDatabase()
    const draft = await makeDraft(db)
    await db.drafts.update(draft.uid, { state: 'stored' })

    const returned = await acceptPackage(db, OFFICER, await makePackage([makeTask({ inspection: draft.uid, record_state: 'editing' })]))

    expect(returned.map((one) => one.uid)).toEqual([draft.uid])
    expect((await db.drafts.get(draft.uid))?.state).toBe('returned')
  })
})

describe('the database', () => {
  it('never drops a store from one version to the next', () => {
    let known = new Set<string>()
    for (const { version, stores } of VERSIONS) {
      const now = new Set(Object.keys(stores))
      expect([...known].filter((name) => !now.has(name)), `version ${version}`).toEqual([])
      expect(Object.values(stores).every((keys) => typeof keys === 'string' && keys !== ''), `version ${version}`).toBe(true)
      known = now
    }
  })

  it('keeps unsent work through an update of the app', async () => {
    const db = await makeDatabase()
    const draft = await makeQueued(db)
    db.close()
    const last = VERSIONS.at(-1)!

    const newer = new FieldDatabase(db.name, [...VERSIONS, { version: last.version + 1, stores: { ...last.stores, drafts: 'uid, task, state, person, updatedAt' } }])

    expect(await newer.outbox.toArray()).toMatchObject([{ uid: draft.uid, state: 'waiting' }])
    expect(await newer.blobs.count()).toBe(3)
  })

  it('asks for strict durability in every transaction that writes', async () => {
    const begun = vi.spyOn(IDBDatabase.prototype, 'transaction')
    const db = await makeDatabase()

    await makeDraft(db)

    const writing = begun.mock.calls.filter(([, mode]) => mode === 'readwrite')
    expect(writing.length).toBeGreaterThan(0)
    expect(writing.every(([, , options]) => options?.durability === 'strict')).toBe(true)
  })

  it('gives this device one name for ever', async () => {
    const db = await makeDatabase()
    const [first, second] = await Promise.all([deviceName(db), deviceName(db)])
    expect(first).toBe(second)
  })

  it('forgets what was stored more than three days ago and nothing else', async () => {
    const db = await makeDatabase()
    const draft = await makeQueued(db)
    const fourDays = new Date(NOON.getTime() + 96 * 3_600_000)
    expect(await pruneStored(db, fourDays)).toBe(0)
    await db.drafts.update(draft.uid, { state: 'stored', storedAt: NOON.toISOString() })

    expect(await pruneStored(db, fourDays)).toBe(1)

    expect([await db.blobs.count(), await db.drafts.count(), await db.tasks.count()]).toEqual([0, 0, 1])
  })
})

describe('the way out without a network', () => {
  it('packs the record and every file into one ZIP', async () => {
    const db = await makeDatabase()
    const draft = await makeQueued(db)

    const bytes = Buffer.from(await (await rescueFile(db, draft.uid, NOON)).arrayBuffer())

    expect(bytes.subarray(0, 4).toString('hex')).toBe('504b0304')
    expect(bytes.includes('x'.repeat(25))).toBe(true)
    expect(bytes.includes('files/0001-')).toBe(true)
    expect(bytes.includes('"schema": "field-rescue/1"')).toBe(true)
    expect(bytes.readUInt16LE(bytes.length - 12)).toBe(4)
    expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926)
  })

  it('calls the states by the words of the trade', () => {
    const blobs = [{ state: 'stored' as const }, { state: 'waiting' as const }]
    const words = (state: Parameters<typeof deviceState>[0]['state']) => deviceState({ state, number: 'RC-1', reason: '缺签名' }, blobs).text
    expect(['editing', 'queued', 'sending', 'stored', 'returned'].map((state) => words(state as 'editing'))).toEqual([
      '草稿（本机）', '待上传', '上传中 1/2', '已入库（RC-1）', '被退回（缺签名）',
    ])
  })
})
