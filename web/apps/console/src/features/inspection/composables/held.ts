/** A record that was kept aside, in words. */
import type { Schema } from '@zhijian/api'
import type { Definition } from '@zhijian/forms'
import { formatMoment } from '@zhijian/ui'

import type { Fact } from '../../../components/FactList.vue'

const VALUES: Readonly<Record<string, string>> = { yes: '是', no: '否', na: '合理缺项' }

/** An answer as the server compares it: 否，现场未见记录（证据 2 份，当场整改）. */
export function answerText(answer: unknown): string {
  if (typeof answer !== 'object' || answer === null) return '没有回答'
  const { value, note, evidence, fixedOnSite } = answer as { value?: string | null; note?: string; evidence?: string[]; fixedOnSite?: boolean }
  const more = [evidence?.length ? `证据 ${evidence.length} 份` : '', fixedOnSite ? '当场整改' : ''].filter(Boolean).join('，')
  return [VALUES[value ?? ''] ?? value ?? '没有选择', note].filter(Boolean).join('，') + (more ? `（${more}）` : '')
}

/** Number and text of each question by its id. */
export function questionsOf(definition: Definition | null): ReadonlyMap<string, string> {
  return new Map((definition?.sections ?? []).flatMap((section) => (section.items ?? []).map((item) => [item.id, `${item.no} ${item.text}`] as const)))
}

export function heldFacts(detail: Schema<'HeldDetailOut'>): Fact[] {
  const { held, payload } = detail
  const text = (name: string): string => (typeof payload[name] === 'string' ? payload[name] : '')
  const captures = Array.isArray(payload['captures']) ? payload['captures'].length : 0
  return [
    { key: 'sender', label: '提交', value: `${held.sent_by} ${formatMoment(held.received_at)}` },
    { key: 'reason', label: '另存原因', value: held.reason_label },
    { key: 'visit', label: '检查时间', value: `${formatMoment(text('started_at'))} 至 ${formatMoment(text('ended_at'))}`, isWide: true },
    { key: 'captures', label: '取证', value: `${captures} 份` },
    { key: 'opinion', label: '检查意见', value: text('opinion') || '未填写' },
    ...(text('could_not_inspect') ? [{ key: 'closed', label: '无法检查', value: text('could_not_inspect'), isWide: true }] : []),
    ...(held.settled_note ? [{ key: 'settled', label: '处理结果', value: `${held.settled_note}（${formatMoment(held.settled_at)}）`, isWide: true }] : []),
  ]
}
