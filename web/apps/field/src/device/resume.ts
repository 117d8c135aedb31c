/** On a fresh start the app goes back to the record that was being filled in: the phone may have killed the browser. */
import { currentPerson, draftInWork } from '@zhijian/offline'

import { db } from './database'

const STARTED = 'zhijian.field.started'
const STILL_WARM_MS = 12 * 3_600_000

/** The address of the open record, once per start of the app; null when there is none of the last twelve hours. */
export async function placeToResume(now: Date): Promise<string | null> {
  if (sessionStorage.getItem(STARTED) !== null) return null
  sessionStorage.setItem(STARTED, now.toISOString())
  const person = await currentPerson(db)
  const draft = person === undefined ? undefined : await draftInWork(db, person)
  if (!draft || now.getTime() - Date.parse(draft.updatedAt) > STILL_WARM_MS) return null
  return `/visit/${draft.task}/checklist`
}
