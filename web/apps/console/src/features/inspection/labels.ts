/** Names and tones of states, one table each; the server sends most labels itself, the tones are ours. */
import type { Tone } from '@zhijian/ui'

export { CLASSES, classNames, ENTITY_STATUSES, optionsOf } from '../../components/entityLabels'

export const TASK_KINDS: Readonly<Record<string, string>> = {
  daily: '日常检查',
  special: '专项检查',
  random: '双随机抽查',
  temporary: '临时任务（飞行检查）',
  reinspection: '整改复查',
}

/** One character a kind, for the small cells of a calendar. */
export const KIND_MARKS: Readonly<Record<string, string>> = { daily: '日', special: '专', random: '随', temporary: '临', reinspection: '复' }

export const TASK_STAGES: Readonly<Record<string, { label: string; tone: Tone }>> = {
  planned: { label: '待审批', tone: 'warn' },
  approved: { label: '待派发', tone: 'warn' },
  dispatched: { label: '已派发', tone: 'info' },
  accepted: { label: '已接收', tone: 'info' },
  in_progress: { label: '检查中', tone: 'info' },
  countersigning: { label: '待会签', tone: 'warn' },
  finished: { label: '已完成', tone: 'ok' },
  archived: { label: '已归档', tone: 'neutral' },
  cancelled: { label: '已取消', tone: 'neutral' },
}

export const RECORD_STATES: Readonly<Record<string, { label: string; tone: Tone }>> = {
  editing: { label: '填写中', tone: 'info' },
  countersigning: { label: '待会签', tone: 'warn' },
  signed: { label: '已会签', tone: 'ok' },
}

export const DISPOSITIONS: Readonly<Record<string, { label: string; tone: Tone }>> = {
  passed: { label: '符合', tone: 'ok' },
  fixed_on_site: { label: '当场整改', tone: 'info' },
  rectify: { label: '限期整改', tone: 'warn' },
  transfer: { label: '转立案调查', tone: 'bad' },
  could_not_inspect: { label: '无法检查', tone: 'neutral' },
}

export const RECTIFICATION_STAGES: Readonly<Record<string, { label: string; tone: Tone }>> = {
  ordered: { label: '整改中', tone: 'info' },
  reinspecting: { label: '待复查', tone: 'warn' },
  closed: { label: '整改合格', tone: 'ok' },
  failed: { label: '整改不合格', tone: 'bad' },
  withdrawn: { label: '已撤销', tone: 'neutral' },
}

export const PUBLICATION_STATES: Readonly<Record<string, { label: string; tone: Tone }>> = {
  pending: { label: '待公示', tone: 'warn' },
  published: { label: '已公示', tone: 'ok' },
  withheld: { label: '不予公示', tone: 'neutral' },
  withdrawn: { label: '已撤回', tone: 'neutral' },
}

export const DRAW_STAGES: Readonly<Record<string, { label: string; tone: Tone }>> = {
  draft: { label: '草稿', tone: 'neutral' },
  committed: { label: '已承诺', tone: 'info' },
  seeded: { label: '种子齐备', tone: 'info' },
  drawn: { label: '已抽取', tone: 'warn' },
  dispatched: { label: '已派发', tone: 'ok' },
  void: { label: '作废', tone: 'neutral' },
}

export const ANSWER_TONES: Readonly<Record<string, Tone>> = { 是: 'ok', 否: 'bad', 合理缺项: 'neutral' }

export const DAY_UNITS: Readonly<Record<string, string>> = { working_days: '个工作日', calendar_days: '日' }
