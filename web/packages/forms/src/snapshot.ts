/** The readable copy of a filled form that a record keeps, so that it can be printed without the form in thirty years. */

import { kindOf, levelOf, type Basis, type Definition, type Item, type Level } from './definition'
import { evaluate, isFixedOnSite, visibleItems, type Drawn, type VisibleItem } from './evaluate'
import { TRI_LABELS } from './values'

export interface SnapshotRow {
  section: string
  item: string
  no: string
  mark: string
  level: string
  text: string
  answer: string
  note: string
  fixed: string
  evidence: string[]
  basis: string
}

export interface Snapshot {
  schema: 'inspect-record/1'
  form: { code: string; version: number; title: string }
  verdict: string
  rows: SnapshotRow[]
}

export const LEVEL_LABELS: Record<Level, string> = { critical: '关键项', key: '重点项', general: '一般项' }
export const LEVEL_MARKS: Record<Level, string> = { critical: '**', key: '*', general: '' }

/** Every question that was asked with its answer, as texts. Hidden and undrawn items are not in it. */
export function snapshot(definition: Definition, answers: unknown, drawn: Drawn = null): Snapshot {
  const { code, version, title } = definition
  const wanted = drawn && [...drawn]
  return {
    schema: 'inspect-record/1',
    form: { code, version, title },
    verdict: evaluate(definition, answers, wanted).verdict ?? '',
    rows: visibleItems(definition, answers, wanted).map(row),
  }
}

function row(one: VisibleItem): SnapshotRow {
  const level = levelOf(one.item)
  return {
    section: one.section.title,
    item: one.item.id,
    no: one.item.no,
    mark: LEVEL_MARKS[level],
    level: LEVEL_LABELS[level],
    text: one.item.text,
    answer: answerLabel(one.item, one.value),
    note: one.answer.note,
    fixed: isFixedOnSite(one) ? '已当场改正' : '',
    evidence: one.answer.evidence,
    basis: (one.item.basis ?? []).map(basisText).join('；'),
  }
}

/** The answer as a person reads it; 未作答 when there is none. */
export function answerLabel(item: Item, value: string | null): string {
  if (value === null) return '未作答'
  switch (kindOf(item)) {
    case 'tri':
      return TRI_LABELS[value] ?? value
    case 'choice':
      return item.options?.find((option) => option.value === value)?.label ?? value
    case 'date': {
      const [year, month, day] = value.split('-').map(Number)
      return `${year}年${month}月${day}日`
    }
    default:
      return `${value}${item.measure ?? ''}`
  }
}

/** The legal basis as it is printed: 《食品安全法》第三十五条（说明）. */
export function basisText(basis: Basis): string {
  return `《${basis.law}》${basis.article ?? ''}${basis.note ? `（${basis.note}）` : ''}`
}

/** A sentence as it stands inside another: without its own full stop. */
const asClause = (text: string): string => text.trim().replace(/[。；]+$/, '')

/**
 * The facts proposed when a record goes to enforcement: each answer 否 with its number and note, a line each.
 * The server writes the same where nobody did (`transfer_facts` of business/inspection).
 */
export function transferFacts(rows: readonly Pick<SnapshotRow, 'no' | 'text' | 'answer' | 'note'>[]): string {
  const told = rows
    .filter((one) => one.answer === '否')
    .map((one) => [`第${one.no}项 ${asClause(one.text)}`, asClause(one.note)].filter(Boolean).join('：'))
  return told.length > 0 ? `${told.join('；\n')}。` : ''
}
