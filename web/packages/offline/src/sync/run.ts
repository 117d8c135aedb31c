/** One run over the queue. Page and service worker may both start one: the lock lets one work, the other is told `busy`. */
import { currentPerson } from '../settings'
import type { OutboxRow } from '../rows'
import { NoAnswer } from './http'
import { refuseRecord, sendRecord, type RecordParts } from './record'
import { expectSuccess, Later, Refused } from './refusals'
import { sendTask } from './task'

export type RunOutcome =
  /** Somebody else is at it; that is no error. */
  | { kind: 'busy' }
  /** `left` rows still wait for the network or their next turn. */
  | { kind: 'done'; sent: number; left: number; expired: boolean }

/** The part of `navigator.locks` that is used. */
export interface Locks {
  request<T>(name: string, options: { ifAvailable: true }, work: (lock: unknown) => Promise<T>): Promise<T>
}

export interface RunParts extends RecordParts {
  /** Undefined where the browser has none (plain http): then only the page sends. */
  locks: Locks | undefined
}

export interface RunOptions {
  /** Also rows whose next turn has not come, and tasks that were refused: the button. */
  force?: boolean
}

const LOCK = 'zhijian-outbox'
const EXPIRED = 'session.expired'
const PAUSES_MS = [0, 15_000, 60_000, 300_000, 900_000] as const

let isRunningHere = false

/** Send what waits, in order. */
export async function runOutbox(parts: RunParts, options: RunOptions = {}): Promise<RunOutcome> {
  if (isRunningHere) return { kind: 'busy' }
  isRunningHere = true
  try {
    if (parts.locks === undefined) return await sendAll(parts, options)
    return await parts.locks.request(LOCK, { ifAvailable: true }, async (lock) =>
      lock === null ? { kind: 'busy' as const } : sendAll(parts, options),
    )
  } finally {
    isRunningHere = false
  }
}

async function sendAll(parts: RunParts, { force = false }: RunOptions): Promise<RunOutcome> {
  const { db, now } = parts
  const person = await currentPerson(db)
  const isAsked = (row: OutboxRow): boolean => isWaiting(row) || (force && row.kind === 'task' && row.state === 'refused')
  const isDue = (row: OutboxRow): boolean => force || row.nextAt <= now().getTime()
  const rows = await db.outbox.orderBy('order').filter((row) => isAsked(row) && row.person === person).toArray()
  const [first] = rows.filter(isDue)
  const hindrance = first && (await hindranceOf(parts, person))
  if (first && hindrance) {
    await putOff(first, hindrance, parts)
    return { kind: 'done', sent: 0, left: rows.length, expired: isExpiry(hindrance) }
  }
  let sent = 0
  for (const row of rows) {
    if (!isDue(row)) continue
    if (row.kind === 'record' && !(await isTaskKnown(parts, row))) continue
    const outcome = await sendRow(row, parts)
    if (outcome === 'sent') sent += 1
    if (outcome === 'later') return { kind: 'done', sent, left: rows.length - sent, expired: false }
    if (outcome === 'expired') return { kind: 'done', sent, left: rows.length - sent, expired: true }
  }
  const left = await db.outbox.filter((row) => isWaiting(row) && row.person === person).count()
  return { kind: 'done', sent, left, expired: false }
}

/**
 * Why nothing can be sent now: no answer, or the browser's session is not that of the person whose rows wait. The cookie
 * is shared with the console, where somebody else may have signed in; nobody's record goes out under another's name.
 */
async function hindranceOf({ send }: RunParts, person: string | undefined): Promise<Later | NoAnswer | null> {
  try {
    const { body } = expectSuccess(await send('GET', '/api/v1/portal/session'))
    const { uid } = (body['person'] ?? {}) as { uid?: unknown }
    return uid === person ? null : new Later('当前登录的是另一个人，请用提交记录的账号登录后继续上传。', EXPIRED)
  } catch (error) {
    if (error instanceof NoAnswer || error instanceof Later) return error
    if (error instanceof Refused) return new Later(error.message, error.code)
    throw error
  }
}

const isExpiry = (error: unknown): boolean => error instanceof Later && error.code === EXPIRED

const isWaiting = (row: OutboxRow): boolean => row.state === 'waiting' || row.state === 'sending'

/** A record of a task made here waits until that task exists at the server. */
async function isTaskKnown({ db }: RunParts, row: OutboxRow): Promise<boolean> {
  const draft = await db.drafts.get(row.uid)
  const task = draft && (await db.tasks.get(draft.task))
  return !task || task.local === null || task.local.server !== null
}

async function sendRow(row: OutboxRow, parts: RunParts): Promise<'sent' | 'refused' | 'later' | 'expired'> {
  const { db } = parts
  await db.outbox.where('uid').equals(row.uid).modify({ state: 'sending' })
  try {
    await (row.kind === 'task' ? sendTask(row, parts) : sendRecord(row, parts))
    return 'sent'
  } catch (error) {
    if (error instanceof Refused) {
      await refuse(row, error, parts)
      return 'refused'
    }
    await putOff(row, error, parts)
    if (error instanceof Later || error instanceof NoAnswer) return isExpiry(error) ? 'expired' : 'later'
    return 'refused'
  }
}

/** Refusals that time or another try can mend: a damaged file on the way, a file the server lost. A uid of another piece stays so. */
const MENDABLE = /^offline\.(upload_stuck|hash_differs|evidence_missing)$|^evidence\.(?!(differs|reason_missing)$)|^requests\./

async function refuse(row: OutboxRow, refusal: Refused, parts: RunParts): Promise<void> {
  if (MENDABLE.test(refusal.code)) return putOff(row, refusal, parts)
  if (row.kind === 'record') return refuseRecord(row, refusal, parts)
  await parts.db.outbox.where('uid').equals(row.uid).modify({
    state: 'refused', lastError: refusal.message, lastErrorCode: refusal.code, attempts: row.attempts + 1,
  })
}

async function putOff(row: OutboxRow, error: unknown, { db, now }: RunParts): Promise<void> {
  const attempts = row.attempts + 1
  const pause = PAUSES_MS[Math.min(attempts, PAUSES_MS.length - 1)] ?? 0
  const lastErrorCode = error instanceof Later || error instanceof Refused ? error.code : error instanceof NoAnswer ? 'network.unreachable' : 'app.unexpected'
  await db.transaction('rw', db.outbox, db.drafts, async () => {
    await db.outbox.where('uid').equals(row.uid).modify({
      state: 'waiting', attempts, nextAt: now().getTime() + pause, lastErrorCode,
      lastError: error instanceof Error ? error.message : String(error),
    })
    if (row.kind === 'record') await db.drafts.update(row.uid, { state: 'queued' })
  })
}
