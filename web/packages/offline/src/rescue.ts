/** The last resort: everything of a record as one file that can be carried to a computer. */
import type { FieldDatabase } from './database'
import { partsOf } from './sync/record'
import { zipOf, type ZipEntry } from './zip'

const ENDINGS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg', 'image/png': 'png', 'image/webp': 'webp', 'video/webm': 'webm', 'video/mp4': 'mp4',
  'audio/webm': 'weba', 'audio/ogg': 'ogg', 'audio/mp4': 'm4a', 'application/pdf': 'pdf',
}

/** A ZIP with `record.json` (rows of this device, hashes among them) and every file under its capture number. */
export async function rescueFile(db: FieldDatabase, draft: string, at: Date): Promise<Blob> {
  const parts = await partsOf(db, draft)
  const blobs = await db.blobs.where('draft').equals(draft).toArray()
  const numbers = new Map(parts.captures.map((one) => [one.uid, one.number]))
  const files = blobs.map((blob) => {
    const number = String(numbers.get(blob.original ?? blob.uid) ?? 0).padStart(4, '0')
    const mark = blob.original === null ? '' : '-annotation'
    return { blob, name: `files/${number}${mark}-${blob.uid}.${ENDINGS[blob.mediaType] ?? 'bin'}` }
  })
  const record = {
    schema: 'field-rescue/1', made_at: at.toISOString(), device: parts.device, draft: parts.draft, task: parts.task,
    form: parts.definition, answers: parts.answers, captures: parts.captures,
    files: files.map(({ blob: { data: _data, ...facts }, name }) => ({ ...facts, name })),
  }
  const entries: ZipEntry[] = [{ name: 'record.json', data: new TextEncoder().encode(JSON.stringify(record, null, 1)) }]
  for (const { blob, name } of files) {
    if (blob.data) entries.push({ name, data: new Uint8Array(await blob.data.arrayBuffer()) })
  }
  return zipOf(entries, at)
}
