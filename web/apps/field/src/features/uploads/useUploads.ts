/** Every record of this phone with its files, as the database has them. */
import { deviceState, type DeviceState, type DraftRow, type OutboxRow } from '@zhijian/offline'
import type { Ref } from 'vue'

import { db } from '../../device/database'
import { useLive } from '../../device/live'

export interface UploadRow {
  uid: string
  title: string
  state: DeviceState
  draftState: DraftRow['state'] | null
  task: string
  files: number
  filesThere: number
  bytes: number
  bytesSent: number
  attempts: number
  lastError: string
  queuedAt: string | null
}

/** Unsent rows first, then the latest. */
export function useUploads(person: Ref<string | null>) {
  return useLive(async (): Promise<UploadRow[]> => {
    if (person.value === null) return []
    const drafts = await db.drafts.where('person').equals(person.value).toArray()
    const outbox = await db.outbox.orderBy('order').filter((row) => row.person === person.value).toArray()
    const tasks = outbox.filter((row) => row.kind === 'task' && row.state !== 'done').map(taskRow)
    const records = await Promise.all(drafts.sort(byUrgency).map((draft) => recordRow(draft, outbox.find((row) => row.uid === draft.uid))))
    return [...tasks, ...records]
  }, person)
}

const byUrgency = (one: DraftRow, other: DraftRow): number =>
  Number(one.state === 'stored') - Number(other.state === 'stored') || other.updatedAt.localeCompare(one.updatedAt)

function taskRow(row: OutboxRow): UploadRow {
  const state: DeviceState = row.state === 'refused' ? { text: `未受理（${row.lastError}）`, tone: 'bad' } : { text: '待创建任务', tone: 'warn' }
  return {
    uid: row.uid, title: row.title, state, draftState: null, task: row.uid, files: 0, filesThere: 0, bytes: 0, bytesSent: 0,
    attempts: row.attempts, lastError: row.lastError, queuedAt: row.queuedAt,
  }
}

async function recordRow(draft: DraftRow, row: OutboxRow | undefined): Promise<UploadRow> {
  const [task, blobs] = await Promise.all([db.tasks.get(draft.task), db.blobs.where('draft').equals(draft.uid).toArray()])
  return {
    uid: draft.uid, title: task?.entity.name ?? '检查记录', state: deviceState(draft, blobs), draftState: draft.state, task: draft.task,
    files: blobs.length, filesThere: blobs.filter((one) => one.state !== 'waiting').length,
    bytes: blobs.reduce((sum, one) => sum + one.size, 0), bytesSent: blobs.reduce((sum, one) => sum + one.offset, 0),
    attempts: row?.attempts ?? 0, lastError: row?.lastError ?? '', queuedAt: row?.queuedAt ?? null,
  }
}
