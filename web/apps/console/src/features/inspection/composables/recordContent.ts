/** The signed content of a record as the server keeps it (`inspection-record/1`), and what pages read out of it. */
import type { SnapshotRow } from '@zhijian/forms'

export interface RecordContent {
  schema: string
  round: number
  form: { code: string; version: number; hash: string; title: string }
  officers: { uid: string; name: string; certificate: string; is_lead: boolean }[]
  device: string
  notice: {
    shown_at: string
    certificates_shown: boolean
    purpose: string
    avoidance_asked: boolean
    avoidance_reason: string
    representative: { name: string; role: string; phone: string }
    signature: string | null
  }
  answers: Record<string, { value: string | null; note: string; evidence: string[]; fixed_on_site: boolean }>
  snapshot: { rows: SnapshotRow[] }
  verdict: string
  disposition: string
  rectification: { length: number; unit: 'working_days' | 'calendar_days'; items: { item: string; order: string }[] } | null
  opinion: string
  entity_opinion: string
  serious: boolean
  could_not_inspect: string
  signer: { name: string; role: string; signature: string } | null
  refusal: { reason: string; witness: string; video: string | null } | null
  evidence: { uid: string; number: number; device?: string }[]
  flags: {
    clock: string[]
    clock_difference_s: number | null
    missing_captures: number[]
    /** Numbers of this device's captures; records from before captures were sealed have none of it. */
    seals?: { key: string; missing: number[]; broken: number[] }
  }
}

/** The content of a record, or null while none was submitted. */
export function readContent(content: Record<string, unknown>): RecordContent | null {
  return 'snapshot' in content ? (content as unknown as RecordContent) : null
}

export interface SnapshotSection {
  title: string
  rows: SnapshotRow[]
  wrong: number
}

/** Rows by section in the order of the form; `onlyWrong` keeps the answers 否. */
export function sectionsOf(rows: readonly SnapshotRow[], onlyWrong = false): SnapshotSection[] {
  const sections: SnapshotSection[] = []
  for (const row of rows) {
    if (onlyWrong && row.answer !== '否') continue
    let section = sections.at(-1)
    if (section?.title !== row.section) {
      section = { title: row.section, rows: [], wrong: 0 }
      sections.push(section)
    }
    section.rows.push(row)
    if (row.answer === '否') section.wrong += 1
  }
  return sections
}

const CLOCK_FLAGS: Readonly<Record<string, string>> = {
  device_clock_wrong: '设备时间与服务器相差超过 5 分钟',
  in_the_future: '记录的时间晚于收到的时间',
  before_task: '记录的开始时间早于任务派发，请核对实际检查时间',
}

/** What is odd about a record, as sentences for who reviews it. */
export function warningsOf(content: RecordContent): string[] {
  const { clock, clock_difference_s: ahead, missing_captures: missing } = content.flags
  const found = clock.map((flag) => CLOCK_FLAGS[flag] ?? flag)
  if (ahead !== null && clock.some((flag) => flag !== 'before_task')) found.push(`设备时间${ahead >= 0 ? '快' : '慢'} ${Math.abs(ahead)} 秒`)
  if (missing.length > 0) found.push(`证据编号 ${missing.join('、')} 没有收到`)
  return found
}
