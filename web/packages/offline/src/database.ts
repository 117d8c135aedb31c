/** The database of the field app on this device. Every transaction is strictly durable: resolved means written to the disk. */
import { Dexie, type EntityTable, type Table } from 'dexie'

import type {
  AnswerRow, BlobRow, CaptureRow, ConflictRow, DraftRow, FormRow, OutboxRow, PackageRow, PictureRow, SettingRow, TaskRow, ThumbnailRow,
} from './rows'

export interface SchemaVersion {
  version: number
  stores: Readonly<Record<string, string>>
}

const FIRST = {
  settings: 'key',
  packages: 'person',
  tasks: 'uid, person',
  forms: 'hash, code',
  drafts: 'uid, task, state, person',
  answers: '[draft+item], draft',
  captures: 'uid, draft, &[draft+number]',
  blobs: 'uid, draft, sha256, state',
  thumbnails: 'uid, draft',
  outbox: '++order, &uid, state',
  conflicts: '++id, draft',
}

/** Every version ever shipped, oldest first. A store is only ever added: a phone may hold unsent work of any version. */
export const VERSIONS: readonly SchemaVersion[] = [
  { version: 1, stores: FIRST },
  { version: 2, stores: { ...FIRST, pictures: 'evidence' } },
]

export class FieldDatabase extends Dexie {
  settings!: EntityTable<SettingRow, 'key'>
  packages!: EntityTable<PackageRow, 'person'>
  tasks!: EntityTable<TaskRow, 'uid'>
  forms!: EntityTable<FormRow, 'hash'>
  drafts!: EntityTable<DraftRow, 'uid'>
  answers!: Table<AnswerRow, [string, string]>
  captures!: EntityTable<CaptureRow, 'uid'>
  blobs!: EntityTable<BlobRow, 'uid'>
  thumbnails!: EntityTable<ThumbnailRow, 'uid'>
  outbox!: EntityTable<OutboxRow, 'order'>
  conflicts!: EntityTable<ConflictRow, 'id'>
  pictures!: EntityTable<PictureRow, 'evidence'>

  constructor(name = 'zhijian-field', versions: readonly SchemaVersion[] = VERSIONS) {
    super(name, { chromeTransactionDurability: 'strict' })
    for (const { version, stores } of versions) this.version(version).stores(stores)
  }
}
