/** Small facts of this device. */
import type { FieldDatabase } from './database'
import { newUid } from './ids'

/** A setting's value, undefined when it was never set. */
export async function readSetting<T>(db: FieldDatabase, key: string): Promise<T | undefined> {
  const row = await db.settings.get(key)
  return row?.value as T | undefined
}

export async function writeSetting(db: FieldDatabase, key: string, value: unknown): Promise<void> {
  await db.settings.put({ key, value })
}

/** The name of this device in records: made once, at the first use. */
export function deviceName(db: FieldDatabase): Promise<string> {
  return db.transaction('rw', db.settings, async () => {
    const known = await readSetting<string>(db, 'device')
    if (known !== undefined) return known
    const made = `field-${newUid()}`
    await writeSetting(db, 'device', made)
    return made
  })
}

/** Whose work is on this device; only that person's rows are sent. */
export const currentPerson = (db: FieldDatabase): Promise<string | undefined> => readSetting<string>(db, 'person')
export const rememberPerson = (db: FieldDatabase, uid: string): Promise<void> => writeSetting(db, 'person', uid)
