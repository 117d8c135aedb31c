/** A form's demands and conditions as sentences. */
import { kindOf, type DecisionStep, type Definition, type EvidenceDemand, type Item, type OnNo, type Rule } from '@zhijian/forms'
import type { Tone } from '@zhijian/ui'

export const FORM_STATES: Readonly<Record<string, Tone>> = { draft: 'warn', published: 'ok', retired: 'neutral' }

export const FORM_KINDS: Readonly<Record<string, string>> = {
  daily: '日常检查',
  special: '专项检查',
  random: '双随机抽查',
  temporary: '临时任务',
  reinspection: '整改复查',
}

const ANSWERS: Readonly<Record<string, string>> = { yes: '是', no: '否', na: '合理缺项' }
const EVIDENCE: Readonly<Record<string, string>> = { photo: '照片', video: '视频', audio: '录音', file: '文件' }
const KINDS: Readonly<Record<string, string>> = { tri: '是 / 否 / 合理缺项', text: '文字', number: '数字', choice: '选择', date: '日期' }
const UNITS: Readonly<Record<string, string>> = { working: '个工作日', calendar: '日' }

const answerText = (value: string): string => `“${ANSWERS[value] ?? value}”`

/** What is asked for: 是 / 否, with 合理缺项 where it may be chosen; a number with its unit. */
export function answerKindText(item: Item): string {
  if (kindOf(item) === 'tri') return item.na?.allowed === false || item.na === undefined ? '是 / 否' : `是 / 否 / 合理缺项${item.na.reason === false ? '' : '（须写理由）'}`
  const choices = item.options?.map((option) => option.label).join('、')
  return [KINDS[kindOf(item)], choices, item.measure].filter(Boolean).join('：')
}

/** 答“否”时至少 1 件照片. */
export function evidenceText(demand: EvidenceDemand): string {
  return `答${demand.when.map(answerText).join('或')}时至少 ${demand.min ?? 1} 件${EVIDENCE[demand.kind ?? 'photo']}`
}

/** The order that a 否 brings, with its period and what may follow. */
export function orderText(order: OnNo): string {
  const period = order.days === 0 ? '立即' : `${order.days} ${UNITS[order.unit] ?? order.unit}内`
  return [order.order, `期限：${period}`, order.onSiteFix ? '可以当场改正' : '', order.serious ? '属严重问题，转稽查核查' : ''].filter(Boolean).join('；').replaceAll('。；', '。')
}

/** When a question appears, in terms of the numbers of other questions. */
export function ruleText(rule: Rule, definition: Definition): string {
  if (rule.op === 'not') return `不满足（${ruleText(rule.of, definition)}）`
  if (rule.op === 'count') return `以下至少 ${rule.min} 条成立：${rule.of.map((one) => ruleText(one, definition)).join('；')}`
  if ('of' in rule) return rule.of.map((one) => ruleText(one, definition)).join(rule.op === 'and' ? '，并且' : '，或者')
  if ('n' in rule) return '按统计结果判定'
  const asked = definition.sections.flatMap((section) => section.items ?? []).find((item) => item.id === rule.q)
  const values = Array.isArray(rule.v) ? rule.v : [rule.v]
  const relation = { eq: '答', in: '答', ne: '不答', gt: '大于', lt: '小于' }[rule.op]
  return `第 ${asked?.no ?? rule.q} 项${relation}${values.map(answerText).join('或')}`
}

/** The result of a step of a decision, whether it has a condition or is the last one. */
export function resultOf<Result extends string>(step: DecisionStep<Result>): Result {
  return 'if' in step ? step.result : step.else
}
