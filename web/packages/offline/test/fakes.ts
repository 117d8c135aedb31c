/** A server that keeps what it is sent and can be made to fail at chosen places, and the smallest valid work. */
import { createHash } from 'node:crypto'

import { type Definition } from '@zhijian/forms'

import { FieldDatabase } from '../src/database'
import type { Package, Task } from '../src/contract'
import { answer, startVisit } from '../src/drafts'
import { keepCapture } from '../src/captures'
import { queueRecord } from '../src/outbox'
import { acceptPackage, packageHash } from '../src/packages'
import { rememberPerson } from '../src/settings'
import { NoAnswer, type Reply, type Request, type Send } from '../src/sync/http'

export const OFFICER = '11111111-1111-4111-8111-111111111111'
export const COLLEAGUE = '22222222-2222-4222-8222-222222222222'
export const NOON = new Date('2026-11-24T04:00:00Z')

/** A form of two questions; 否 wants a photo. */
export const FORM: Definition = {
  schema: 'inspect-form/1', code: 'T-1', version: 1, title: '试验检查表', hash: 'sha256:form',
  applies: { classes: ['CY'], kinds: ['daily'] },
  sections: [
    {
      id: 's1', title: '一、许可',
      items: [
        { id: 'A', no: '1.1', text: '许可证有效。', na: { allowed: true, reason: true } },
        {
          id: 'B', no: '1.2', text: '生熟分开。', evidence: [{ when: ['no'], kind: 'photo', min: 1 }],
          onNo: { order: '立即分开存放。', days: 5, unit: 'working', onSiteFix: true },
        },
      ],
    },
  ],
  verdict: [{ if: { op: 'gt', n: 'no', v: 0 }, result: '基本符合' }, { else: '符合' }],
  disposition: [{ if: { op: 'gt', n: 'no', v: 0 }, result: 'rectify' }, { else: 'conform' }],
}

export function makeTask(changes: Partial<Task> = {}): Task {
  return {
    uid: 'aaaaaaaa-0000-4000-8000-000000000001', number: 'RC-1', kind: 'daily', kind_label: '日常检查', title: '日常检查', stage: 'dispatched',
    stage_label: '已派发', matter: 'm', matter_name: '日常检查', organisation: 'o', organisation_name: '所',
    officers: [{ uid: OFFICER, name: '甲', is_lead: true }, { uid: COLLEAGUE, name: '乙', is_lead: false }],
    form_code: 'T-1', form_version: 1, form_hash: 'sha256:form', starts_on: '2026-11-24', due_on: '2026-11-30', is_overdue: false,
    inspection: null, record_state: '', record_state_label: '', version: 3, may: ['submit'], ...changes,
  }
}

export async function makePackage(tasks: Task[] = [makeTask()]): Promise<Package> {
  const made: Package = {
    hash: '', made_at: NOON.toISOString(), first: '2026-11-24', last: '2026-11-24',
    tasks: tasks.map((task) => ({
      task, base: { due_on: task.due_on, officers: [OFFICER, COLLEAGUE], lead: OFFICER }, basis: '依据', reason: '', form: FORM,
      entity: {
        uid: 'e', name: '好味餐馆', uscc: '91520302MA6DXXXX1X', address: '中山路1号', street: '', legal_person: '王', phone: '', status: '1',
        status_label: '存续', supervision_classes: ['CY'], tags: [], credit_class: 'A', risk_level: 'B', lat: null, lon: null,
      },
      history: { last_visits: [], open_items: [] },
    })),
    codes: {}, officers: [], phrases: ['标识不清。'], absences: ['没有此类设施设备。'],
  }
  return { ...made, hash: await packageHash(made) }
}

let databases = 0

/** An empty database with one task of the officer. */
export async function makeDatabase(): Promise<FieldDatabase> {
  databases += 1
  const db = new FieldDatabase(`test-${databases}`)
  await rememberPerson(db, OFFICER)
  await acceptPackage(db, OFFICER, await makePackage())
  return db
}

/** A visit that has begun. */
export async function makeDraft(db: FieldDatabase, taskUid = makeTask().uid) {
  const task = await db.tasks.get(taskUid)
  if (!task) throw new Error('no task')
  const notice = { shownAt: NOON.toISOString(), purpose: '日常检查', avoidanceReason: '', representative: { name: '王', role: '店长', phone: '' } }
  return startVisit(db, task, notice, NOON)
}

export function photo(draft: string, text = 'photo', item = 'B') {
  return {
    draft, kind: 'photo' as const, item, caption: '1.2', data: new Blob([text], { type: 'image/jpeg' }), takenAt: NOON, uptimeMs: 5, session: 's',
    position: null,
  }
}

/** A finished record with two photos and a signature, in the queue. */
export async function makeQueued(db: FieldDatabase) {
  const draft = await makeDraft(db)
  await answer(db, draft.uid, [{ item: 'A', value: 'yes' }, { item: 'B', value: 'no', note: '混放' }], NOON)
  await keepCapture(db, photo(draft.uid, 'x'.repeat(25)))
  await keepCapture(db, photo(draft.uid, 'y'.repeat(13)))
  const signature = await keepCapture(db, { ...photo(draft.uid, 'sign', ''), kind: 'signature', data: new Blob(['sign'], { type: 'image/png' }) })
  await queueRecord(db, { draft: draft.uid, signature: signature.uid, at: NOON })
  return draft
}

type Fault = 'cut' | 'lost'

/** The server: `fail(n, fault)` cuts the n-th request before it arrives, or loses its answer. */
export class FakeServer {
  requests: string[] = []
  puts: string[] = []
  inspections = new Map<string, string>()
  stored = new Map<string, string>()
  tasks = 0
  /** Whose session the browser has. */
  person = OFFICER
  derivatives: string[] = []
  answers = new Map<string, Reply>()
  refuse: ((method: string, path: string) => Reply | null) | null = null
  private uploads = new Map<string, { sha256: string; size: number; bytes: Buffer }>()
  private faults = new Map<number, Fault>()

  fail(request: number, fault: Fault): void {
    this.faults.set(request, fault)
  }

  send: Send = async (method, path, request = {}) => {
    this.requests.push(`${method} ${path.replace(/[0-9a-f-]{36}/g, '…')}`)
    const fault = this.faults.get(this.requests.length)
    if (fault === 'cut') throw new NoAnswer()
    const reply = this.refuse?.(method, path) ?? (await this.once(method, path, request))
    if (fault === 'lost') throw new NoAnswer()
    return reply
  }

  private async once(method: string, path: string, request: Request): Promise<Reply> {
    const key = request.key ?? ''
    const known = this.answers.get(key)
    if (known) return known
    const reply = await this.act(method, path, request)
    if (key && reply.status < 400) this.answers.set(key, reply)
    return reply
  }

  private async act(method: string, path: string, request: Request): Promise<Reply> {
    const body = (request.json ?? {}) as Record<string, unknown>
    if (path.endsWith('/session')) return { status: 200, body: { person: { uid: this.person } } }
    if (path.endsWith('/uploads')) return this.begin(body)
    const upload = /uploads\/([^/]+)(\/finish)?$/.exec(path)
    if (upload?.[1]) return upload[2] ? this.finish(upload[1]) : this.append(upload[1], request)
    if (method === 'PUT') return this.take(path.split('/').at(-1) ?? '', body)
    if (path.endsWith('/derivatives')) {
      this.derivatives.push(String(body['uid']))
      return { status: 200, body: {} }
    }
    this.tasks += 1
    return { status: 200, body: makeTask({ uid: 'bbbbbbbb-0000-4000-8000-000000000002', number: 'LS-1', version: 1 }) as never }
  }

  private begin(body: Record<string, unknown>): Reply {
    const uid = String(body['uid'])
    const row = this.uploads.get(uid) ?? { sha256: String(body['sha256']), size: Number(body['size']), bytes: Buffer.alloc(0) }
    this.uploads.set(uid, row)
    return { status: 200, body: { uid, offset: row.bytes.length, sha256: row.sha256, sm3: '' } }
  }

  private async append(uid: string, request: Request): Promise<Reply> {
    const row = this.uploads.get(uid)
    if (!row || !request.bytes) return { status: 404, body: {} }
    const offset = Number(request.headers?.['Upload-Offset'])
    if (offset !== row.bytes.length) return { status: 409, body: { code: 'evidence.offset_wrong', facts: { offset: row.bytes.length } } }
    row.bytes = Buffer.concat([row.bytes, Buffer.from(await request.bytes.arrayBuffer())])
    return { status: 200, body: { offset: row.bytes.length } }
  }

  private finish(uid: string): Reply {
    const row = this.uploads.get(uid)
    if (!row) return { status: 404, body: {} }
    if (row.bytes.length < row.size) return { status: 409, body: { code: 'evidence.upload_incomplete', facts: { offset: row.bytes.length } } }
    const sha256 = createHash('sha256').update(row.bytes).digest('hex')
    this.stored.set(sha256, row.bytes.toString())
    return { status: 200, body: { sha256, sm3: `sm3-${sha256.slice(0, 8)}`, offset: row.size } }
  }

  private take(uid: string, body: Record<string, unknown>): Reply {
    const captures = body['captures'] as { sha256: string; discarded: unknown }[]
    const missing = captures.filter((one) => one.discarded === null && !this.stored.has(one.sha256)).map((one) => one.sha256)
    if (missing.length > 0) return { status: 409, body: { code: 'inspection.evidence_missing', detail: '还缺文件', facts: { hashes: missing } } }
    const { sent_at: _sentAt, ...content } = body
    this.puts.push(JSON.stringify(content))
    this.inspections.set(uid, JSON.stringify(content))
    return {
      status: 200,
      body: {
        inspection: uid, number: 'RC-1', state: 'countersigning', state_label: '待会签', round: 1, content_hash: 'h', evidence_missing: [],
        missing_captures: [], flags: [], repeated: false,
      },
    }
  }
}

/** Locks as the browser has them: one holder, others get null. */
export function makeLocks() {
  let isHeld = false
  return {
    async request<T>(_name: string, _options: { ifAvailable: true }, work: (lock: unknown) => Promise<T>): Promise<T> {
      if (isHeld) return work(null)
      isHeld = true
      try {
        return await work({})
      } finally {
        isHeld = false
      }
    },
  }
}
