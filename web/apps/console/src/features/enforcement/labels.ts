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

export type ReviewOutcome = 'adopted' | 'dropped'

/** What the review of a clue says and asks; a conclusion cannot be changed afterwards. */
export const REVIEWS: Readonly<Record<ReviewOutcome, { title: string; confirm: string; phrases: readonly string[] }>> = {
  adopted: { title: '转为案源', confirm: '确认转为案源', phrases: ['经核查情况属实，涉嫌违法，转为案源办理。'] },
  dropped: {
    title: '不予采用',
    confirm: '确认不予采用',
    phrases: ['经核查，反映的情况不属实。', '违法行为轻微，已当场改正，没有造成危害后果。', '不属于本局管辖，已告知有管辖权的部门。'],
  },
}
