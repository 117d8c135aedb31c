/** Names and tones of imports. */
import type { Tone } from '@zhijian/ui'

export const IMPORT_STATES: Readonly<Record<string, { label: string; tone: Tone }>> = {
  uploaded: { label: '待对应列', tone: 'warn' },
  mapped: { label: '待检查', tone: 'warn' },
  checking: { label: '检查中', tone: 'info' },
  checked: { label: '待导入', tone: 'warn' },
  loading: { label: '导入中', tone: 'info' },
  finished: { label: '已完成', tone: 'ok' },
  refused: { label: '未导入', tone: 'bad' },
  cancelled: { label: '已取消', tone: 'neutral' },
}

export const MATCH_TONES: Readonly<Record<string, Tone>> = { exact: 'ok', alias: 'ok', remembered: 'info', similar: 'warn', none: 'neutral' }

export const OUTCOMES: Readonly<Record<string, { label: string; tone: Tone }>> = { bad: { label: '有问题', tone: 'bad' }, duplicate: { label: '表内重复', tone: 'warn' } }

export const MODES = [
  { value: 'all_or_nothing', label: '全部正确才导入' },
  { value: 'good_rows', label: '只导入正确的行' },
] as const

/** Where what was imported is seen, by kind. */
export const RESULT_LINKS: Readonly<Record<string, { to: (file: string) => string; words: string }>> = {
  'registry.entities': { to: (file) => `/registry/entities?source=${encodeURIComponent(`导入 ${file}`.slice(0, 60))}`, words: '查看这个文件登记或更新的主体' },
  'inspection.objects': { to: () => '/inspection/object-pools', words: '查看对象名录库' },
  'inspection.officers': { to: () => '/inspection/officer-pools', words: '查看人员名录库' },
}
