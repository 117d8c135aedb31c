/** Judge a filled form: what is missing, the counts, the conclusion, and what is proposed to follow. */

import { answerTo, suits, type ReadAnswer } from './answers'
import {
  DISPOSITIONS,
  itemsOf,
  kindOf,
  levelOf,
  type DecisionStep,
  type Definition,
  type DispositionCode,
  type Item,
  type Level,
  type PeriodUnit,
  type Section,
} from './definition'
import { answerFindings, strayFindings, type Finding } from './findings'
import { holds, type Facts } from './rules'
import { scaled, unscaled } from './values'

/** An item that is part of this visit; `value` is null unless it suits the item's kind. */
export interface VisibleItem {
  section: Section
  item: Item
  answer: ReadAnswer
  value: string | null
}

/** An order proposed for an item answered 否; null days when the form sets no period. */
export interface Rectification {
  item: string
  no: string
  text: string
  level: Level
  order: string
  days: number | null
  unit: PeriodUnit | null
  serious: boolean
  fixedOnSite: boolean
}

/**
 * Figures over questions of kind 是/否/合理缺项: key… counts * and **, critical… only **, major… only *, general… the
 * rest; …Applicable is 是 plus 否. yes + no + na + unanswered = total.
 */
export type Counts = Record<
  | 'total' | 'yes' | 'no' | 'na' | 'unanswered' | 'applicable' | 'seriousNo' | 'fixedOnSite'
  | `${'key' | 'critical' | 'major' | 'general'}${'Yes' | 'No' | 'Applicable'}`,
  number
>

/** Verdict and disposition are null as long as a question 是/否/合理缺项 is open, or when nothing was checked. */
export interface Evaluation {
  problems: Finding[]
  visible: string[]
  counts: Counts
  generalPassRate: { num: number; den: number }
  weights: { failed: string; applicable: string }
  verdict: string | null
  verdictReason: string | null
  disposition: { code: DispositionCode; label: string } | null
  rectification: Rectification[]
  complete: boolean
}

/** Ids of the items this visit checks (see sampleItems), null for all. */
export type Drawn = Iterable<string> | null

/** Judge answers of any shape; never throws. Items hidden or not drawn are absent: not asked and not counted. */
export function evaluate(definition: Definition, answers: unknown, drawn: Drawn = null): Evaluation {
  const present = visibleItems(definition, answers, drawn)
  const counts = count(present)
  const items = new Map(present.map((one) => [one.item.id, { kind: kindOf(one.item), value: one.value }]))
  const facts: Facts = { items, figures: counts }
  const decided = counts.total > 0 && counts.unanswered === 0
  const verdict = decided ? decide(definition.verdict, facts) : null
  const disposition = decided ? decide(definition.disposition, facts) : null
  const problems = [
    ...present.flatMap((one) => answerFindings(one.item, one.answer)),
    ...strayFindings(definition, answers),
  ]
  return {
    problems,
    visible: present.map((one) => one.item.id),
    counts,
    generalPassRate: { num: counts.generalYes, den: counts.generalApplicable },
    weights: weightsOf(present),
    verdict: verdict && verdict.result,
    verdictReason: verdict && verdict.reason,
    disposition: disposition && { code: disposition.result, label: DISPOSITIONS[disposition.result] },
    rectification: present.filter(isNo).map(proposal),
    complete: problems.length === 0,
  }
}

/** The items that are part of this visit, in the order of the form. A condition sees only the items before its own. */
export function visibleItems(definition: Definition, answers: unknown, drawn: Drawn = null): VisibleItem[] {
  const wanted = drawn && new Set(drawn)
  const seen: Map<string, { kind: ReturnType<typeof kindOf>; value: string | null }> = new Map()
  const present: VisibleItem[] = []
  for (const { section, item } of itemsOf(definition)) {
    if (wanted && !wanted.has(item.id)) continue
    if (item.visible && !holds(item.visible, { items: seen, figures: {} })) continue
    const answer = answerTo(answers, item.id)
    const value = answer.value !== null && suits(item, answer.value) ? answer.value : null
    seen.set(item.id, { kind: kindOf(item), value })
    present.push({ section, item, answer, value })
  }
  return present
}

/** Ids of the questions 是/否/合理缺项 of one section that are still open: what “本节其余为是” answers. */
export function openQuestions(
  definition: Definition, answers: unknown, sectionId: string, drawn: Drawn = null,
): string[] {
  return visibleItems(definition, answers, drawn)
    .filter((one) => one.section.id === sectionId && kindOf(one.item) === 'tri' && one.value === null)
    .map((one) => one.item.id)
}

function count(present: VisibleItem[]): Counts {
  const asked = present.filter((one) => kindOf(one.item) === 'tri')
  const number = (values: (string | null)[], levels: Level[] = ['critical', 'key', 'general']) =>
    asked.filter((one) => values.includes(one.value) && levels.includes(levelOf(one.item))).length
  const both: Level[] = ['critical', 'key']
  return {
    total: asked.length,
    yes: number(['yes']),
    no: number(['no']),
    na: number(['na']),
    unanswered: number([null]),
    applicable: number(['yes', 'no']),
    seriousNo: asked.filter((one) => one.value === 'no' && one.item.onNo?.serious).length,
    fixedOnSite: asked.filter(isFixedOnSite).length,
    keyYes: number(['yes'], both),
    keyNo: number(['no'], both),
    keyApplicable: number(['yes', 'no'], both),
    criticalYes: number(['yes'], ['critical']),
    criticalNo: number(['no'], ['critical']),
    criticalApplicable: number(['yes', 'no'], ['critical']),
    majorYes: number(['yes'], ['key']),
    majorNo: number(['no'], ['key']),
    majorApplicable: number(['yes', 'no'], ['key']),
    generalYes: number(['yes'], ['general']),
    generalNo: number(['no'], ['general']),
    generalApplicable: number(['yes', 'no'], ['general']),
  }
}

function decide<Result extends string>(
  steps: DecisionStep<Result>[], facts: Facts,
): { result: Result; reason: string } | null {
  const step = steps.find((one) => !('if' in one) || holds(one.if, facts))
  return step ? { result: 'if' in step ? step.result : step.else, reason: step.reason ?? '' } : null
}

function weightsOf(present: VisibleItem[]): Evaluation['weights'] {
  const sum = (group: VisibleItem[]) =>
    unscaled(group.reduce((total, one) => total + (scaled(one.item.weight ?? '1') ?? 0n), 0n))
  const applicable = present.filter((one) => kindOf(one.item) === 'tri' && (one.value === 'yes' || one.value === 'no'))
  return { failed: sum(applicable.filter(isNo)), applicable: sum(applicable) }
}

function isNo(one: VisibleItem): boolean {
  return kindOf(one.item) === 'tri' && one.value === 'no'
}

/** Whether a 否 was put right before the officers left, where the form allows that. */
export function isFixedOnSite(one: VisibleItem): boolean {
  return isNo(one) && one.answer.fixedOnSite && (one.item.onNo?.onSiteFix ?? false)
}

function proposal(one: VisibleItem): Rectification {
  const { item } = one
  return {
    item: item.id,
    no: item.no,
    text: item.text,
    level: levelOf(item),
    order: item.onNo?.order ?? '',
    days: item.onNo?.days ?? null,
    unit: item.onNo?.unit ?? null,
    serious: item.onNo?.serious ?? false,
    fixedOnSite: isFixedOnSite(one),
  }
}
