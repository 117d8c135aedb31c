/** Names and tones of clues. */
import type { Tone } from '@zhijian/ui'

export const SOURCES: Readonly<Record<string, string>> = {
  inspection: '日常监管',
  test: '检验检测',
  campaign: '专项检查',
  department: '其他部门通报',
  report: '外部举报',
  other: '其他',
}

export const CLUE_STAGES: Readonly<Record<string, { label: string; tone: Tone }>> = {
  pending: { label: '待审核', tone: 'warn' },
  adopted: { label: '已转案源', tone: 'ok' },
  dropped: { label: '不予采用', tone: 'neutral' },
  merged: { label: '已并入其他线索', tone: 'neutral' },
}
