/** Names and tones of the register. */
import type { Tone } from '@zhijian/ui'

export const STATUS_TONES: Readonly<Record<string, Tone>> = { '1': 'ok', '2': 'bad', '3': 'neutral', '4': 'neutral', '5': 'bad', '6': 'neutral', '9': 'warn' }

export const RISK_LEVELS: Readonly<Record<string, string>> = { A: 'A 级', B: 'B 级', C: 'C 级', D: 'D 级' }

export const CREDIT_CLASSES: Readonly<Record<string, string>> = { A: 'A 类（守信）', B: 'B 类（一般）', C: 'C 类（失信）', D: 'D 类（严重失信）' }

/** How near the end of a licence or certificate is. */
export const EXPIRY: Readonly<Record<string, { label: string; tone: Tone }>> = {
  valid: { label: '有效', tone: 'ok' },
  within_90: { label: '90 日内到期', tone: 'info' },
  within_60: { label: '60 日内到期', tone: 'warn' },
  within_30: { label: '30 日内到期', tone: 'warn' },
  expired: { label: '已过期', tone: 'bad' },
}

export const EXPIRING_WITHIN: Readonly<Record<string, string>> = { '0': '今天到期或已过期', '30': '30 日内到期或已过期', '60': '60 日内到期或已过期', '90': '90 日内到期或已过期' }

export const PERSON_ROLES: Readonly<Record<string, string>> = {
  legal_person: '法定代表人（负责人）',
  food_safety_director: '食品安全总监',
  food_safety_officer: '食品安全员',
  pharmacist: '执业药师',
  equipment_operator: '特种设备作业人员',
  quality_manager: '质量管理人员',
  employee: '从业人员',
}

/** Which part of the platform told an entry of the timeline. */
export const TIMELINE_PARTS = [
  { value: '', label: '全部' },
  { value: 'inspection', label: '检查' },
  { value: 'enforcement', label: '稽查' },
  { value: 'registry', label: '登记' },
] as const

export const TIMELINE_TONES: Readonly<Record<string, Tone>> = {
  'inspection.finished': 'info',
  'inspection.rectification_ordered': 'warn',
  'inspection.rectification_withdrawn': 'neutral',
  'inspection.rectified': 'ok',
  'inspection.result_published': 'info',
  'enforcement.clue_registered': 'bad',
  'registry.licence_revoked': 'bad',
}

/** What a link of the timeline leads to, by the beginning of its address. */
export const LINK_WORDS: readonly (readonly [string, string])[] = [
  ['/inspection/tasks/', '检查任务、记录和文书'],
  ['/inspection/records/', '检查记录'],
  ['/inspection/rectifications/', '责令改正和文书'],
  ['/enforcement/clues/', '稽查线索'],
]
