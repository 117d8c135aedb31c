/** The queue of what must reach the server, in the order in which it was done. */
import type { Choice, ConflictField } from './contract'
import type { FieldDatabase } from './database'
import { openDraft } from './drafts'
import type { ConflictRow, DraftRow, OutboxRow, TaskRow } from './rows'

/** A row that has not reached its end: sign-out waits for these. */
export const UNSENT: ReadonlySet<OutboxRow['state']> = new Set(['waiting', 'sending', 'conflict', 'refused'])

export interface Submission {
  draft: string
  /** Capture uid of the representative's signature; null when refused or nobody was there. */
  signature: string | null
  at: Date
}

/** Hand a finished record over: from now on it changes no more here, unless it comes back. Raises DraftClosed. */
export function queueRecord(db: FieldDatabase, { draft: uid, signature, at }: Submission): Promise<void> {
  return db.transaction('rw', [db.drafts, db.tasks, db.outbox], async () => {
    const draft = await openDraft(db, uid)
    const task = await db.tasks.get(draft.task)
    await db.drafts.update(uid, {
      state: 'queued', signature, endedAt: at.toISOString(), updatedAt: at.toISOString(), problems: [], reason: '',
    })
    await enqueue(db, { uid, kind: 'record', person: draft.person, title: task?.entity.name ?? '检查记录', at })
  })
}

/** Keep a task made on this device, to be created at the server before its record. */
export function queueTask(db: FieldDatabase, task: TaskRow, at: Date): Promise<void> {
  return db.transaction('rw', db.tasks, db.outbox, async () => {
    await db.tasks.add(task)
    await enqueue(db, { uid: task.uid, kind: 'task', person: task.person, title: `临时任务：${task.entity.name}`, at })
  })
}

interface Queued {
  uid: string
  kind: OutboxRow['kind']
  person: string
  title: string
  at: Date
}

async function enqueue(db: FieldDatabase, { uid, kind, person, title, at }: Queued): Promise<void> {
  const before = await db.outbox.where('uid').equals(uid).first()
  const fresh = {
    uid, kind, person, title, state: 'waiting' as const, queuedAt: at.toISOString(), sentAt: null, attempts: 0,
    lastError: '', lastErrorCode: '', nextAt: 0, doneAt: null,
  }
  if (before?.order === undefined) await db.outbox.add(fresh)
  else await db.outbox.update(before.order, fresh)
}

/** Rows of a person that have not reached the server. */
export function unsentRows(db: FieldDatabase, person: string): Promise<OutboxRow[]> {
  return db.outbox.orderBy('order').filter((row) => row.person === person && UNSENT.has(row.state)).toArray()
}

/** Records still being filled in by a person. */
export function openDrafts(db: FieldDatabase, person: string): Promise<DraftRow[]> {
  return db.drafts.where('person').equals(person).filter((one) => ['editing', 'returned', 'refused'].includes(one.state)).toArray()
}

/** Open a record again that the server refused or a countersigner sent back. */
export function reopenDraft(db: FieldDatabase, uid: string, at: Date): Promise<void> {
  return db.transaction('rw', db.drafts, db.outbox, async () => {
    const draft = await openDraft(db, uid)
    await db.drafts.update(uid, { state: 'editing', updatedAt: at.toISOString() })
    const row = await db.outbox.where('uid').equals(draft.uid).first()
    if (row?.order !== undefined && row.state === 'refused') await db.outbox.update(row.order, { state: 'done' })
  })
}

/** The conflict of a record that a person must decide. */
export async function openConflict(db: FieldDatabase, draft: string): Promise<ConflictRow | undefined> {
  const rows = await db.conflicts.where('draft').equals(draft).toArray()
  return rows.filter((row) => row.choices === null).at(-1)
}

/** Keep what a person chose for each field; both values stay in the history. Raises RangeError when a field is left open. */
export function decideConflict(
  db: FieldDatabase, draft: string, choices: Partial<Record<ConflictField, Choice>>, at: Date,
): Promise<void> {
  return db.transaction('rw', [db.conflicts, db.drafts, db.outbox], async () => {
    const conflict = await openConflict(db, draft)
    if (conflict?.id === undefined) return
    if (conflict.fields.some((one) => choices[one.field] === undefined)) throw new RangeError('请对每一项作出选择。')
    await db.conflicts.update(conflict.id, { choices, decidedAt: at.toISOString() })
    await db.drafts.update(draft, { resolved: choices, state: 'queued' })
    await db.outbox.where('uid').equals(draft).modify({ state: 'waiting', nextAt: 0, lastError: '', lastErrorCode: '', sentAt: null })
  })
}
