/** What the device's seals say about the captures of a record, for whoever relies on them. */
import type { RecordContent } from './recordContent'

export interface SealNote {
  /** `altered`: the seal does not fit what arrived. `unsealed`: there is none, so nothing can be said. */
  kind: 'altered' | 'unsealed'
  /** The captures it is about; `uid` opens the piece, null when it is not among the evidence. */
  captures: { number: number; uid: string | null }[]
  text: string
}

const ALTERED = '的设备签封与内容不符：取证以后，文件或其时间、地点、编号、人员等信息被改动过。采用前请核对原始设备。'
const SOME_UNSEALED = '没有设备签封，取证以后是否改动过无法由设备证明。'
const ALL_UNSEALED = '这份记录的证据没有设备签封（在电脑上补传，或用旧版移动端采集），取证以后是否改动过无法由设备证明；入库以后的改动仍会被发现。'

/** The notes on a record, the graver first; none when every capture is sealed and fits. */
export function sealNotes(content: RecordContent): SealNote[] {
  const { seals } = content.flags
  if (!seals) return []
  const own = content.evidence.filter((one) => one.device === undefined || one.device === content.device)
  const captures = (numbers: readonly number[]) => numbers.map((number) => ({ number, uid: own.find((one) => one.number === number)?.uid ?? null }))
  const notes: SealNote[] = []
  if (seals.broken.length > 0) notes.push({ kind: 'altered', captures: captures(seals.broken), text: ALTERED })
  if (seals.missing.length === 0) return notes
  const isAll = seals.broken.length === 0 && own.every((one) => seals.missing.includes(one.number))
  notes.push(isAll ? { kind: 'unsealed', captures: [], text: ALL_UNSEALED } : { kind: 'unsealed', captures: captures(seals.missing), text: SOME_UNSEALED })
  return notes
}
