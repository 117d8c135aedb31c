/** Taking in an offline package: checked as a whole, then replacing the older one in one transaction. */
import { canonicalJson, sha256Hex } from '@zhijian/forms'

import type { Matter, Package, PackageTask } from './contract'
import type { FieldDatabase } from './database'
import type { DraftRow, TaskRow } from './rows'

/** The package is not what its hash promises; the older one stays. */
export class PackageDamaged extends Error {
  constructor(readonly wanted: string, readonly found: string) {
    super('离线包校验不一致，已保留原来的离线包，请重新下载。')
    this.name = 'PackageDamaged'
  }
}

/** SHA-256 over the canonical JSON of everything but `hash` and `made_at`. */
export function packageHash(given: Package): Promise<string> {
  const { hash: _hash, made_at: _madeAt, ...content } = given
  return sha256Hex(canonicalJson(content))
}

/**
 * Take a package in for a person. Tasks that left the package stay while a draft needs them.
 * Gives the records that were sent back since. Raises PackageDamaged.
 */
export async function acceptPackage(db: FieldDatabase, person: string, given: Package, matters: Matter[] = []): Promise<DraftRow[]> {
  const found = await packageHash(given)
  if (found !== given.hash) throw new PackageDamaged(given.hash, found)
  return db.transaction('rw', [db.packages, db.tasks, db.forms, db.drafts], async () => {
    const { hash, made_at: madeAt, first, last, codes, officers, phrases, absences } = given
    const before = await db.packages.get(person)
    await db.packages.put({
      person, hash, madeAt, first, last, codes, officers, phrases, absences,
      matters: matters.length ? matters : (before?.matters ?? []),
    })
    await db.forms.bulkPut(given.tasks.map((one) => ({ hash: one.task.form_hash, code: one.form.code, definition: one.form })))
    const twins = await twinsOf(db, person)
    const rows = given.tasks.map((one) => taskRow(person, one, twins.get(one.task.uid)))
    await retireTasks(db, person, new Set(rows.map((row) => row.uid)))
    await db.tasks.bulkPut(rows)
    return markReturned(db, given.tasks)
  })
}

/** Tasks made on this device that meanwhile exist at the server, by their uid there. */
async function twinsOf(db: FieldDatabase, person: string): Promise<Map<string, TaskRow>> {
  const rows = await db.tasks.where('person').equals(person).toArray()
  return new Map(rows.flatMap((row) => (row.local?.server ? [[row.local.server.uid, row] as const] : [])))
}

/** A task made here keeps its own uid on this device, because its record names it. */
function taskRow(person: string, one: PackageTask, twin: TaskRow | undefined): TaskRow {
  const server = { uid: one.task.uid, version: one.task.version, base: one.base }
  return {
    uid: twin?.uid ?? one.task.uid, person, task: one.task, base: one.base, basis: one.basis, reason: one.reason,
    formHash: one.task.form_hash, entity: one.entity, visits: one.history.last_visits, openItems: one.history.open_items,
    isCurrent: true, local: twin?.local ? { ...twin.local, server } : null,
  }
}

async function retireTasks(db: FieldDatabase, person: string, kept: Set<string>): Promise<void> {
  const needed = new Set((await db.drafts.toArray()).map((draft) => draft.task))
  const old = await db.tasks.where('person').equals(person).toArray()
  for (const row of old) {
    const isUnsent = row.local !== null && row.local.server === null
    if (kept.has(row.uid) || isUnsent) continue
    if (needed.has(row.uid)) await db.tasks.update(row.uid, { isCurrent: false })
    else await db.tasks.delete(row.uid)
  }
}

/** A record in the state 填写中 at the server that this device had handed over was sent back. */
async function markReturned(db: FieldDatabase, tasks: PackageTask[]): Promise<DraftRow[]> {
  const found: DraftRow[] = []
  for (const { task } of tasks) {
    if (task.inspection === null || task.record_state !== 'editing') continue
    const draft = await db.drafts.get(task.inspection)
    if (draft?.state !== 'stored') continue
    await db.drafts.update(draft.uid, { state: 'returned', reason: '会签人退回了这份记录。' })
    found.push({ ...draft, state: 'returned' })
  }
  return found
}
