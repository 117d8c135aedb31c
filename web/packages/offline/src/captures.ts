/** Photos, films, sound and signatures: hashed before they are stored, numbered without gaps, never lost without a trace. */
import type { CaptureKind } from './contract'
import type { FieldDatabase } from './database'
import { openDraft } from './drafts'
import { newUid, sha256OfBlob } from './ids'
import type { BlobRow, CaptureRow } from './rows'
import { sealCaptures } from './seals'

export interface Position {
  latitude: number
  longitude: number
  /** Metres. */
  accuracy: number
}

export interface CaptureGiven {
  draft: string
  kind: CaptureKind
  item: string
  caption: string
  data: Blob
  takenAt: Date
  /** Milliseconds since the app started, and the name of that run. */
  uptimeMs: number
  session: string
  position: Position | null
}

/** Keep a capture: hash, number, bytes and description in one transaction, then its seal. Raises DraftClosed. */
export async function keepCapture(db: FieldDatabase, given: CaptureGiven): Promise<CaptureRow> {
  const sha256 = await sha256OfBlob(given.data)
  const kept = await db.transaction('rw', [db.drafts, db.tasks, db.captures, db.blobs], async () => {
    const draft = await openDraft(db, given.draft)
    const officers = (await db.tasks.get(draft.task))?.base.officers ?? []
    const row = captureRow(given, sha256, draft.lastNumber + 1, officers)
    await db.drafts.update(draft.uid, { lastNumber: row.number, updatedAt: given.takenAt.toISOString() })
    await db.captures.add(row)
    await db.blobs.add(blobRow(row.uid, given.draft, given.data, sha256, null, given.caption))
    return row
  })
  await sealCaptures(db, given.draft)
  return kept
}

function captureRow(given: CaptureGiven, sha256: string, number: number, officers: string[]): CaptureRow {
  const { position } = given
  return {
    uid: newUid(), draft: given.draft, number, sha256, kind: given.kind, item: given.item, caption: given.caption.slice(0, 200),
    takenAt: given.takenAt.toISOString(), uptimeMs: Math.round(given.uptimeMs), session: given.session,
    latitude: position ? position.latitude.toFixed(6) : null,
    longitude: position ? position.longitude.toFixed(6) : null,
    accuracyM: position ? Math.min(position.accuracy, 999_999).toFixed(1) : null,
    mediaType: bareType(given.data), size: given.data.size, officers, discarded: null,
  }
}

function blobRow(uid: string, draft: string, data: Blob, sha256: string, original: string | null, caption: string): BlobRow {
  return {
    uid, draft, original, caption: caption.slice(0, 200), sha256, mediaType: bareType(data), size: data.size, data,
    uploadUid: newUid(), offset: 0, state: 'waiting', sm3: '', attempts: 0, lastError: '',
  }
}

/** `video/webm;codecs=vp8` is `video/webm` to the server. */
const bareType = (data: Blob): string => data.type.split(';')[0]?.trim() ?? ''

/** Keep a small picture of a capture that still stands; made after the original is safe. */
export function keepThumbnail(db: FieldDatabase, { uid, draft }: Pick<CaptureRow, 'uid' | 'draft'>, data: Blob): Promise<void> {
  return db.transaction('rw', [db.captures, db.thumbnails], async () => {
    const row = await db.captures.get(uid)
    if (row && !row.discarded && !(await db.thumbnails.get(uid))) await db.thumbnails.put({ uid, draft, data })
  })
}

/** Keep something drawn or written on a copy; the original stays as it is. The new thumbnail shows the copy. */
export async function keepDerivative(
  db: FieldDatabase, original: string, data: Blob, caption: string, thumbnail: Blob | null = null,
): Promise<BlobRow> {
  const sha256 = await sha256OfBlob(data)
  return db.transaction('rw', [db.drafts, db.captures, db.blobs, db.thumbnails], async () => {
    const source = await db.captures.get(original)
    if (!source || source.discarded) throw new Error(`capture ${original} is not on this device`)
    await openDraft(db, source.draft)
    const row = blobRow(newUid(), source.draft, data, sha256, original, caption)
    await db.blobs.add(row)
    if (thumbnail) await db.thumbnails.put({ uid: original, draft: source.draft, data: thumbnail })
    return row
  })
}

/** Throw a capture away before submission: number, time, hash and reason stay. Raises DraftClosed, RangeError for no reason. */
export async function discardCapture(db: FieldDatabase, uid: string, reason: string, at: Date): Promise<void> {
  const why = reason.trim()
  if (why.length < 2) throw new RangeError('请写明作废的原因，至少2个字。')
  await db.transaction('rw', [db.drafts, db.captures, db.blobs, db.thumbnails], async () => {
    const row = await db.captures.get(uid)
    if (!row || row.discarded) return
    await openDraft(db, row.draft)
    await db.captures.update(uid, { discarded: { reason: why.slice(0, 200), at: at.toISOString() } })
    await db.blobs.where('draft').equals(row.draft).filter((one) => one.uid === uid || one.original === uid).delete()
    await db.thumbnails.delete(uid)
  })
}
