/** Small pictures of earlier findings, so that a re-inspection can compare without a network. */
import type { Picture } from './contract'
import type { FieldDatabase } from './database'

/** Pictures that the tasks on this device name. */
async function wantedPictures(db: FieldDatabase): Promise<Map<string, Picture>> {
  const tasks = await db.tasks.toArray()
  const findings = tasks.flatMap((task) => [...task.openItems, ...task.visits.flatMap((visit) => visit.findings)])
  return new Map(findings.flatMap((finding) => finding.evidence.map((picture) => [picture.evidence, picture])))
}

/**
 * Fetch what is named and not yet here, and give up what no task names any more. `fetchPicture` gives null when there is
 * no picture (sound, or out of one's scope); it ends the run by raising.
 */
export async function keepPictures(db: FieldDatabase, fetchPicture: (address: string) => Promise<Blob | null>): Promise<void> {
  const wanted = await wantedPictures(db)
  const known = new Set(await db.pictures.toCollection().primaryKeys())
  await db.pictures.bulkDelete([...known].filter((evidence) => !wanted.has(evidence)))
  for (const { evidence, thumbnail } of wanted.values()) {
    if (known.has(evidence)) continue
    const data = await fetchPicture(thumbnail)
    if (data) await db.pictures.put({ evidence, data })
  }
}
