/** What stands in the way of submitting a filled form, in sentences that say what to do. */

import { isObject, suits, type ReadAnswer } from './answers'
import { itemsOf, kindOf, naRule, type Definition, type EvidenceKind, type Item, type Kind } from './definition'
import { TRI_LABELS, sorted } from './values'

export type FindingCode =
  | 'malformed'
  | 'unanswered'
  | 'wrong_kind'
  | 'na_not_allowed'
  | 'na_without_reason'
  | 'fix_not_allowed'
  | 'missing_evidence'
  | 'unknown_item'

/** One problem of the answers; `item` is empty when the whole is meant. */
export interface Finding {
  item: string
  code: FindingCode
  message_zh: string
}

const EVIDENCE_UNITS: Record<EvidenceKind, string> = {
  photo: '张照片',
  video: '段录像',
  audio: '段录音',
  file: '份材料',
}
const WANTED: Record<Kind, string> = {
  number: '请填写数字，例如 12.5。',
  date: '请按“年-月-日”填写日期，例如 2026-03-15。',
  choice: '请从给出的选项中选择一个。',
  tri: '请选择“是”或者“否”。',
  text: '请填写文字。',
}

const WANTED_OR_ABSENT = '请选择“是”“否”或者“合理缺项”。'

const wantedOf = (item: Item): string => (kindOf(item) === 'tri' && naRule(item).allowed ? WANTED_OR_ABSENT : WANTED[kindOf(item)])

/** Problems of one visible item, in the order in which a person would put them right. */
export function answerFindings(item: Item, answer: ReadAnswer): Finding[] {
  const found: Finding[] = []
  const add = (code: FindingCode, message: string) =>
    found.push({ item: item.id, code, message_zh: `第${item.no}项${message}` })
  const kind = kindOf(item)

  if (!answer.readable) add('malformed', '的答案格式不对，请重新填写这一项。')
  if (answer.value === null) {
    if ((item.required ?? true) && answer.readable) add('unanswered', `还没有作答，${wantedOf(item)}`)
    return found
  }
  const isNa = kind === 'tri' && answer.value === 'na'
  if (!suits(item, answer.value)) {
    if (isNa) add('na_not_allowed', `不能选“合理缺项”，${wantedOf(item)}`)
    else add('wrong_kind', `的答案不符合要求，${wantedOf(item)}`)
    return found
  }
  if (isNa && naRule(item).reason && !answer.note) add('na_without_reason', '选了“合理缺项”，请写明理由。')
  if (answer.fixedOnSite && !(answer.value === 'no' && item.onNo?.onSiteFix)) {
    add('fix_not_allowed', '不能标记为当场改正，请取消标记，按要求责令改正。')
  }
  const missing = missingEvidence(item, answer)
  if (missing) add('missing_evidence', missing)
  return found
}

function missingEvidence(item: Item, answer: ReadAnswer): string | null {
  const value = answer.value ?? ''
  const due = (item.evidence ?? []).filter((demand) => demand.when.includes(value))
  if (due.reduce((sum, demand) => sum + (demand.min ?? 1), 0) <= answer.evidence.length) return null
  const wanted = due.map((demand) => `${demand.min ?? 1}${EVIDENCE_UNITS[demand.kind ?? 'photo']}`).join('、')
  const chosen = kindOf(item) === 'tri' ? `选“${TRI_LABELS[value] ?? ''}”` : ''
  return `${chosen}至少需要${wanted}，现有${answer.evidence.length}份，请补充。`
}

/** Answers to items the form does not have, and answers that are no answers at all. */
export function strayFindings(definition: Definition, answers: unknown): Finding[] {
  if (answers === null || answers === undefined) return []
  if (!isObject(answers)) {
    return [{ item: '', code: 'malformed', message_zh: '答案的整体格式不对，请重新打开这张检查表填写。' }]
  }
  const known = new Set([...itemsOf(definition)].map(({ item }) => item.id))
  return sorted(Object.keys(answers).filter((id) => !known.has(id))).map((id) => ({
    item: id,
    code: 'unknown_item',
    message_zh: `检查表中没有编号为“${id}”的项目，请删除这条答案或者更新检查表。`,
  }))
}
