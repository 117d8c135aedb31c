/** The form definition `inspect-form/1` as it travels in JSON. The server has checked it before publishing. */

export type Level = 'critical' | 'key' | 'general'
export type Kind = 'tri' | 'text' | 'number' | 'choice' | 'date'
export type TriValue = 'yes' | 'no' | 'na'
export type PeriodUnit = 'working' | 'calendar'
export type EvidenceKind = 'photo' | 'video' | 'audio' | 'file'
/** V read in the text, V2 from a secondary source, K from knowledge and not yet verified. */
export type CertaintyTag = 'V' | 'V2' | 'K'

export type Rule =
  | { op: 'eq' | 'ne' | 'gt' | 'lt'; q: string; v: string }
  | { op: 'in'; q: string; v: string[] }
  | { op: 'eq' | 'ne' | 'gt' | 'lt'; n: string; v: number; per?: string }
  | { op: 'in'; n: string; v: number[]; per?: string }
  | { op: 'and' | 'or'; of: Rule[] }
  | { op: 'count'; of: Rule[]; min: number }
  | { op: 'not'; of: Rule }

export interface Basis {
  law: string
  article?: string
  note?: string
  tag?: CertaintyTag
}

export interface EvidenceDemand {
  when: string[]
  kind?: EvidenceKind
  min?: number
}

/** What is proposed when the answer is 否. `days` counts in `unit`; the two kinds of days are never mixed. */
export interface OnNo {
  order: string
  days: number
  unit: PeriodUnit
  onSiteFix?: boolean
  serious?: boolean
}

export interface Item {
  id: string
  no: string
  text: string
  level?: Level
  levelTag?: CertaintyTag
  kind?: Kind
  required?: boolean
  guide?: string
  basis?: Basis[]
  weight?: string
  na?: { allowed?: boolean; reason?: boolean }
  evidence?: EvidenceDemand[]
  visible?: Rule
  onNo?: OnNo
  options?: { value: string; label: string }[]
  measure?: string
}

export interface Section {
  id: string
  title: string
  items?: Item[]
}

export interface Definition {
  schema: 'inspect-form/1'
  code: string
  version: number
  title: string
  hash?: string
  applies: { classes: string[]; kinds: string[] }
  notice?: { template?: string; officersMin?: number; avoidance?: boolean }
  sections: Section[]
  sample?: { minKey: number; minTotal: number }
  verdict: DecisionStep<string>[]
  disposition: DecisionStep<DispositionCode>[]
  print?: { a4?: string; thermal?: { mm: 48 | 72; show?: 'all' | 'no-only' } }
}

/** The first step whose condition holds gives the result; the last one, `else`, always does. */
export type DecisionStep<Result extends string> =
  | { if: Rule; result: Result; reason?: string }
  | { else: Result; reason?: string }

export const DISPOSITIONS = {
  conform: '符合',
  fixed_on_site: '当场整改',
  rectify: '限期整改',
  on_spot_penalty: '当场处罚',
  investigate: '转立案调查',
  closed: '停业或者无法检查',
} as const
export type DispositionCode = keyof typeof DISPOSITIONS

export const levelOf = (item: Item): Level => item.level ?? 'general'
export const kindOf = (item: Item): Kind => item.kind ?? 'tri'

/** Whether 合理缺项 may be chosen, and whether it needs a reason. */
export function naRule(item: Item): { allowed: boolean; reason: boolean } {
  if (!item.na) return { allowed: false, reason: true }
  return { allowed: item.na.allowed ?? true, reason: item.na.reason ?? true }
}

/** Every item with its section, in the order of the form. */
export function* itemsOf(definition: Definition): Generator<{ section: Section; item: Item }> {
  for (const section of definition.sections) {
    for (const item of section.items ?? []) yield { section, item }
  }
}
