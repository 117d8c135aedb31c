/** What was answered, read without trust: any JSON gives answers, what cannot be understood counts as not given. */

import { kindOf, naRule, type Item } from './definition'
import { asDay, sorted, scaled, trimmed } from './values'

/** One answer as it is stored on the device and sent to the server. */
export interface Answer {
  value: string | null
  note: string
  evidence: string[]
  fixedOnSite: boolean
}

/** `readable` is false when a field had a type it must not have. */
export type ReadAnswer = Answer & { readable: boolean }
export type Answers = Record<string, Partial<Answer>>

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The answer in any JSON value; null and the empty object are no answer. */
export function readAnswer(source: unknown): ReadAnswer {
  const empty = { value: null, note: '', evidence: [], fixedOnSite: false }
  if (source === null || source === undefined) return { ...empty, readable: true }
  if (!isObject(source)) return { ...empty, readable: false }
  const value = source['value'] ?? null
  const note = source['note'] ?? null
  const evidence = source['evidence'] ?? null
  const fixed = source['fixedOnSite'] ?? null
  const ids: unknown[] = Array.isArray(evidence) ? evidence : []
  const texts = ids.filter((one): one is string => typeof one === 'string')
  return {
    value: typeof value === 'string' ? trimmed(value) || null : null,
    note: typeof note === 'string' ? trimmed(note) : '',
    evidence: [...new Set(texts.filter((one) => one !== ''))],
    fixedOnSite: fixed === true,
    readable:
      (value === null || typeof value === 'string') &&
      (note === null || typeof note === 'string') &&
      (evidence === null || (Array.isArray(evidence) && texts.length === ids.length)) &&
      (fixed === null || typeof fixed === 'boolean'),
  }
}

/** The answer to one item among answers of any shape. */
export function answerTo(answers: unknown, id: string): ReadAnswer {
  return readAnswer(isObject(answers) && Object.hasOwn(answers, id) ? answers[id] : null)
}

/** Whether a value is of the item's kind. 合理缺项 where it is not allowed does not suit. */
export function suits(item: Item, value: string): boolean {
  switch (kindOf(item)) {
    case 'tri':
      return value === 'yes' || value === 'no' || (value === 'na' && naRule(item).allowed)
    case 'number':
      return scaled(value) !== null
    case 'date':
      return asDay(value) !== null
    case 'choice':
      return (item.options ?? []).some((option) => option.value === value)
    case 'text':
      return true
  }
}

export interface Difference {
  item: string
  mine: Answer | null
  theirs: Answer | null
}

/** Where two sets of answers differ, sorted by item id; a person decides which holds. */
export function diffAnswers(mine: unknown, theirs: unknown): Difference[] {
  const ids = new Set([...(isObject(mine) ? Object.keys(mine) : []), ...(isObject(theirs) ? Object.keys(theirs) : [])])
  return sorted(ids)
    .map((item) => ({ item, mine: comparable(answerTo(mine, item)), theirs: comparable(answerTo(theirs, item)) }))
    .filter((one) => JSON.stringify(one.mine) !== JSON.stringify(one.theirs))
}

function comparable({ value, note, evidence, fixedOnSite }: ReadAnswer): Answer | null {
  if (value === null && note === '' && evidence.length === 0 && !fixedOnSite) return null
  return { value, note, evidence: sorted(evidence), fixedOnSite }
}
