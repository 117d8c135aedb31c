/** What a row on this device is called, the same words wherever it is shown. */
import type { BlobRow, DraftRow } from './rows'

export type StateTone = 'neutral' | 'info' | 'ok' | 'warn' | 'bad'

export interface DeviceState {
  text: string
  tone: StateTone
}

/** 草稿(本机) · 待上传 · 上传中 n/m · 已入库(编号) · 被退回(原因). */
export function deviceState(draft: Pick<DraftRow, 'state' | 'number' | 'reason'>, blobs: readonly Pick<BlobRow, 'state'>[] = []): DeviceState {
  const there = blobs.filter((one) => one.state !== 'waiting').length
  switch (draft.state) {
    case 'editing':
      return { text: '草稿（本机）', tone: 'neutral' }
    case 'queued':
      return { text: '待上传', tone: 'warn' }
    case 'sending':
      return { text: `上传中 ${there}/${blobs.length}`, tone: 'info' }
    case 'stored':
      return { text: `已入库（${draft.number}）`, tone: 'ok' }
    case 'returned':
    case 'refused':
      return { text: `被退回（${draft.reason}）`, tone: 'bad' }
    case 'conflict':
      return { text: '任务有改动，待选择', tone: 'bad' }
  }
}
