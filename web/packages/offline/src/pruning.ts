/** What is safely at the server leaves the phone after three days, bytes first, so that nothing is kept longer than needed. */
import type { FieldDatabase } from './database'

export const KEPT_MS = 72 * 3_600_000

/** Give up local copies of records stored before `at` minus three days. Gives how many records were cleared. */
export async function pruneStored(db: FieldDatabase, at: Date): Promise<number> {
  const limit = new Date(at.getTime() - KEPT_MS).toISOString()
  const old = await db.drafts.where('state').equals('stored').filter((one) => one.storedAt !== null && one.storedAt < limit).toArray()
  for (const draft of old) {
    await db.transaction('rw', [db.drafts, db.answers, db.captures, db.blobs, db.thumbnails, db.outbox, db.conflicts], async () => {
      await db.blobs.where('draft').equals(draft.uid).delete()
      await db.thumbnails.where('draft').equals(draft.uid).delete()
      await db.captures.where('draft').equals(draft.uid).delete()
      await db.answers.where('draft').equals(draft.uid).delete()
      await db.conflicts.where('draft').equals(draft.uid).delete()
      await db.outbox.where('uid').equals(draft.uid).delete()
      await db.drafts.delete(draft.uid)
    })
  }
  return old.length
}
