/** Sending one record: its files, then the small PUT, then what was drawn on copies. */
import type { FieldConflict, RecordProblem, SubmittedBody } from '../contract'
import type { FieldDatabase } from '../database'
import { newUid } from '../ids'
import { submissionBody } from '../payload'
import type { BlobRow, DraftRow, OutboxRow } from '../rows'
import { devicePublicKey, sealCaptures } from '../seals'
import { deviceName } from '../settings'
import type { Send } from './http'
import { expectSuccess, factsOf, Later, Refused } from './refusals'
import { sendFile } from './upload'

/** A repeat within this time is byte for byte the same request, so that a lost answer is simply given again. */
const SAME_REQUEST_MS = 120_000

export interface RecordParts {
  db: FieldDatabase
  send: Send
  now: () => Date
  chunkBytes?: number
}

/** Send a record; when this resolves the server holds everything. Raises Later, Refused, NoAnswer. */
export async function sendRecord(row: OutboxRow, parts: RecordParts): Promise<void> {
  const { db } = parts
  await db.drafts.update(row.uid, { state: 'sending' })
  await sendFiles(row.uid, parts)
  let reply = await put(row, parts)
  const missing = reply.status === 409 ? hashesOf(factsOf(reply)['hashes']) : []
  if (missing.length > 0) {
    await sendAgain(row.uid, missing, parts)
    reply = await put(row, parts)
  }
  const body = expectSuccess(reply).body as unknown as SubmittedBody
  if (body.evidence_missing.length > 0) throw new Refused('服务器还缺少文件，稍后会自动补传。', 'offline.evidence_missing', {})
  await sendDerivatives(row.uid, parts)
  await finish(row, body, parts)
}

async function sendFiles(draft: string, parts: RecordParts): Promise<void> {
  const waiting = await parts.db.blobs.where('draft').equals(draft).filter((one) => one.state === 'waiting').toArray()
  const numbers = new Map((await parts.db.captures.where('draft').equals(draft).toArray()).map((one) => [one.uid, one.number]))
  const place = (one: BlobRow): number => numbers.get(one.original ?? one.uid) ?? 0
  for (const blob of waiting.sort((a, b) => place(a) - place(b))) await sendBlob(blob, parts)
}

async function sendBlob(blob: BlobRow, { db, send, chunkBytes }: RecordParts): Promise<void> {
  if (blob.data === null) throw new Refused('本机已没有这个文件。', 'offline.file_gone', { uid: blob.uid })
  await db.blobs.update(blob.uid, { attempts: blob.attempts + 1 })
  try {
    const sm3 = await sendFile(
      { uploadUid: blob.uploadUid, sha256: blob.sha256, mediaType: blob.mediaType, data: blob.data },
      {
        send, ...(chunkBytes === undefined ? {} : { chunkBytes }),
        onProgress: async (offset) => void (await db.blobs.update(blob.uid, { offset })),
        onRestart: async (uploadUid) => void (await db.blobs.update(blob.uid, { uploadUid, offset: 0 })),
      },
    )
    await db.blobs.update(blob.uid, { state: 'stored', sm3, offset: blob.size, lastError: '' })
  } catch (error) {
    await db.blobs.update(blob.uid, { lastError: error instanceof Error ? error.message : String(error) })
    throw error
  }
}

async function sendAgain(draft: string, hashes: string[], parts: RecordParts): Promise<void> {
  const lost = await parts.db.blobs.where('draft').equals(draft).filter((one) => hashes.includes(one.sha256)).toArray()
  for (const blob of lost) await parts.db.blobs.update(blob.uid, { state: 'waiting', offset: 0, uploadUid: newUid() })
  await sendFiles(draft, parts)
}

async function put(row: OutboxRow, { db, send, now }: RecordParts) {
  const parts = await partsOf(db, row.uid)
  const current = row.order === undefined ? row : ((await db.outbox.get(row.order)) ?? row)
  const isFresh = current.sentAt !== null && now().getTime() - Date.parse(current.sentAt) < SAME_REQUEST_MS
  const sentAt = isFresh && current.sentAt !== null ? current.sentAt : now().toISOString()
  await db.outbox.where('uid').equals(row.uid).modify({ sentAt })
  const body = submissionBody(parts, sentAt)
  return send('PUT', `/api/v1/inspection/inspections/${row.uid}`, { json: body, key: await keyOf(row.uid, body) })
}

/** The key names uid and content: the same content is the same request, other content another one. */
async function keyOf(uid: string, body: unknown): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(body)))
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${uid}:${hex.slice(0, 32)}`
}

/** Everything a record consists of on this device. */
export async function partsOf(db: FieldDatabase, uid: string) {
  const draft = await db.drafts.get(uid)
  const task = draft && (await db.tasks.get(draft.task))
  const form = draft && (await db.forms.get(draft.formHash))
  if (!draft || !task || !form) throw new Refused('本机缺少这份记录的任务或检查表，请导出到文件后联系管理员。', 'offline.parts_missing', {})
  const answers = await db.answers.where('draft').equals(uid).toArray()
  await sealCaptures(db, uid)
  const captures = await db.captures.where('draft').equals(uid).toArray()
  return { draft, task, definition: form.definition, answers, captures, device: await deviceName(db), deviceKey: await devicePublicKey(db) }
}

async function sendDerivatives(draft: string, { db, send }: RecordParts): Promise<void> {
  const rows = await db.blobs.where('draft').equals(draft).filter((one) => one.original !== null && one.state === 'stored').toArray()
  for (const row of rows) {
    const json = { uid: row.uid, form: 'annotation', sha256: row.sha256, caption: row.caption }
    const path = `/api/v1/evidence/items/${row.original}/derivatives`
    try {
      expectSuccess(await send('POST', path, { json, key: `derive:${row.uid}` }))
    } catch (error) {
      // The record itself is taken in: a copy that is refused must never open it again.
      throw error instanceof Refused ? new Later(error.message, error.code) : error
    }
    await db.blobs.update(row.uid, { state: 'derived' })
  }
}

async function finish(row: OutboxRow, body: SubmittedBody, { db, now }: RecordParts): Promise<void> {
  const at = now().toISOString()
  await db.transaction('rw', db.drafts, db.outbox, async () => {
    await db.drafts.update(row.uid, {
      state: 'stored', number: body.number, round: body.round, storedAt: at, reason: '', problems: [], strokes: [],
    })
    await db.outbox.where('uid').equals(row.uid).modify({ state: 'done', doneAt: at, lastError: '', lastErrorCode: '' })
  })
}

/** What a refusal of the server does to a record: a conflict to decide, or problems to mend. */
export async function refuseRecord(row: OutboxRow, refusal: Refused, { db, now }: RecordParts): Promise<void> {
  const isConflict = refusal.code === 'inspection.task_changed'
  const change: Partial<DraftRow> = isConflict
    ? { state: 'conflict', reason: refusal.message }
    : { state: 'refused', reason: refusal.message, problems: problemsOf(refusal.facts['problems']) }
  await db.transaction('rw', [db.drafts, db.outbox, db.conflicts], async () => {
    if (isConflict) {
      const fields = Array.isArray(refusal.facts['fields']) ? (refusal.facts['fields'] as FieldConflict[]) : []
      await db.conflicts.add({ draft: row.uid, at: now().toISOString(), fields, choices: null, decidedAt: null })
    }
    await db.drafts.update(row.uid, change)
    await db.outbox.where('uid').equals(row.uid).modify({
      state: isConflict ? 'conflict' : 'refused', lastError: refusal.message, lastErrorCode: refusal.code, attempts: row.attempts + 1,
    })
  })
}

const hashesOf = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [])

function problemsOf(value: unknown): RecordProblem[] {
  return Array.isArray(value) ? (value as RecordProblem[]) : []
}
