/** A record that is being filled on a PC: its draft on this device, what still stands in the way, and what is sent. */
import { newKey, type Schema } from '@zhijian/api'
import { evaluate, readAnswer, visibleItems, type Answers, type Definition, type Evaluation } from '@zhijian/forms'
import type { FieldMistake } from '@zhijian/ui'

import type { RecordContent } from './recordContent'

export type Submission = Schema<'InspectionIn'>
type Base = NonNullable<Submission['base']>
type CaptureKind = Schema<'CaptureIn'>['kind']

export interface DraftCapture {
  uid: string
  number: number
  sha256: string
  kind: CaptureKind
  item: string
  caption: string
  taken_at: string
  discarded: { reason: string; at: string } | null
  /** Small picture for the page, kept with the draft; not sent. */
  thumbnail: string | null
}

export interface DraftAnswer {
  value: string | null
  note: string
  evidence: string[]
  fixed_on_site: boolean
}

export interface FillDraft {
  /** Uid of the record, made here: sent twice it is one record. */
  uid: string
  task: string
  task_version: number
  form_hash: string
  base: Base | null
  started_at: string
  notice: {
    shown_at: string
    certificates_shown: boolean
    purpose: string
    avoidance_asked: boolean
    avoidance_reason: string
    representative: { name: string; role: string; phone: string }
  }
  answers: Record<string, DraftAnswer>
  captures: DraftCapture[]
  /** Highest capture number that earlier drafts of this record have used; numbers are never used again. */
  numbered?: number
  signing: 'sign' | 'refuse'
  signer: { name: string; role: string; signature: string }
  refusal: { reason: string; witness: string }
  order: { length: number; unit: 'working_days' | 'calendar_days'; texts: Record<string, string> }
  opinion: string
  entity_opinion: string
  serious: boolean
  could_not_inspect: string
}

export const NO_ANSWER: Readonly<DraftAnswer> = { value: null, note: '', evidence: [], fixed_on_site: false }

type TaskEntry = Schema<'PackageTaskOut'>

export function newDraft(entry: TaskEntry, now: string): FillDraft {
  return {
    uid: entry.task.inspection ?? newKey(),
    task: entry.task.uid,
    task_version: entry.task.version,
    form_hash: entry.task.form_hash,
    base: entry.base as Base,
    started_at: now,
    notice: {
      shown_at: now,
      certificates_shown: false,
      purpose: `${entry.task.kind_label}：${entry.task.matter_name}`,
      avoidance_asked: false,
      avoidance_reason: '',
      representative: { name: entry.entity.legal_person, role: '法定代表人（负责人）', phone: '' },
    },
    answers: {},
    captures: [],
    signing: 'sign',
    signer: { name: '', role: '', signature: '' },
    refusal: { reason: '', witness: '' },
    order: { length: 0, unit: 'working_days', texts: {} },
    opinion: '',
    entity_opinion: '',
    serious: false,
    could_not_inspect: '',
  }
}

/** A draft that goes on from a record that was sent back: its answers stand, who was there signs again. */
export function fromReturned(entry: TaskEntry, content: RecordContent, now: string): FillDraft {
  const draft = newDraft(entry, now)
  const { signature: _signature, ...notice } = content.notice
  const { rectification } = content
  return {
    ...draft,
    numbered: Math.max(0, ...content.evidence.map((one) => one.number)),
    notice: { ...draft.notice, ...notice },
    answers: structuredClone(content.answers),
    order: rectification
      ? { length: rectification.length, unit: rectification.unit, texts: Object.fromEntries(rectification.items.map((one) => [one.item, one.order])) }
      : draft.order,
    opinion: content.opinion,
    entity_opinion: content.entity_opinion,
    serious: content.serious,
    could_not_inspect: content.could_not_inspect,
    refusal: content.refusal ? { reason: content.refusal.reason, witness: content.refusal.witness } : draft.refusal,
    signing: content.refusal ? 'refuse' : 'sign',
    signer: { ...draft.signer, name: content.signer?.name ?? '', role: content.signer?.role ?? '' },
  }
}

/** Answers as the form engine reads them. */
export function engineAnswers(draft: FillDraft): Answers {
  return Object.fromEntries(
    Object.entries(draft.answers).map(([item, { value, note, evidence, fixed_on_site }]) => [item, { value, note, evidence, fixedOnSite: fixed_on_site }]),
  )
}

export function judge(definition: Definition, draft: FillDraft): Evaluation {
  return evaluate(definition, engineAnswers(draft))
}

/** Items answered 否 that were not put right on the spot: each needs an order, unless the matter goes to enforcement. */
export function itemsToOrder(judged: Evaluation): Evaluation['rectification'] {
  return judged.rectification.filter((one) => !one.fixedOnSite)
}

/** The period proposed for an order: the longest of its items; working days as soon as one is counted in them. */
export function proposedPeriod(judged: Evaluation): { length: number; unit: 'working_days' | 'calendar_days' } {
  const items = itemsToOrder(judged)
  const unit = items.some((one) => one.unit === 'calendar') && !items.some((one) => one.unit === 'working') ? 'calendar_days' : 'working_days'
  return { length: Math.max(0, ...items.map((one) => one.days ?? 0)), unit }
}

export function orderText(draft: FillDraft, one: Evaluation['rectification'][number]): string {
  return draft.order.texts[one.item] ?? (one.order || `按要求改正：${one.text}`)
}

/** The next capture number of this record on this device; thrown-away ones keep theirs. */
export function nextNumber(draft: FillDraft): number {
  return Math.max(draft.numbered ?? 0, ...draft.captures.map((one) => one.number)) + 1
}

/** Everything to mend before the record can be sent, in the order of the page. */
export function mistakesIn(definition: Definition, draft: FillDraft, isReinspection: boolean): FieldMistake[] {
  const found: FieldMistake[] = []
  const need = (isRight: boolean, target: string, message: string): void => {
    if (!isRight) found.push({ target, message })
  }
  if (draft.could_not_inspect.trim() !== '') {
    need(draft.could_not_inspect.trim().length >= 2, 'could-not-inspect', '请写明无法检查的情况。')
    return found
  }
  need(draft.notice.certificates_shown, 'notice-certificates', '请先向当事人出示执法证件，并勾选确认。')
  need(draft.notice.purpose.trim() !== '', 'notice-purpose', '请写明检查的事由和内容。')
  need(draft.notice.avoidance_asked, 'notice-avoidance', '请询问当事人是否申请回避，并勾选确认。')
  const judged = judge(definition, draft)
  found.push(...judged.problems.map((one) => ({ target: `item-${one.item}`, message: one.message_zh })))
  if (!isReinspection && !draft.serious) {
    for (const one of itemsToOrder(judged)) need(orderText(draft, one).trim().length >= 2, `order-${one.item}`, `第${one.no}项请写明怎样改正。`)
  }
  if (draft.signing === 'sign') {
    need(draft.signer.name.trim() !== '', 'signer-name', '请填写签名人姓名。')
    need(draft.signer.signature !== '', 'signature', '请由当事人签名并点“确认签名”，或者改为注明拒签。')
  } else {
    need(draft.refusal.reason.trim().length >= 2, 'refusal-reason', '请写明拒签的情况。')
    need(draft.refusal.witness.trim() !== '', 'refusal-witness', '拒签的应当有见证人，请填写见证人姓名。')
  }
  return found
}

/** What is sent: hidden items are absent, orders only for what is wrong and not yet put right. */
export function toSubmission(definition: Definition, draft: FillDraft, given: { device: string; ended_at: string; isReinspection: boolean }): Submission {
  const isBlank = draft.could_not_inspect.trim() !== ''
  const answered = isBlank ? [] : visibleItems(definition, engineAnswers(draft)).filter((one) => one.value !== null)
  const judged = judge(definition, draft)
  const ordered = isBlank || given.isReinspection ? [] : itemsToOrder(judged)
  return {
    task: draft.task,
    task_version: draft.task_version,
    form_hash: draft.form_hash,
    base: draft.base,
    started_at: draft.started_at,
    ended_at: given.ended_at,
    sent_at: given.ended_at,
    device: given.device,
    notice: { ...draft.notice, signature: null },
    answers: Object.fromEntries(
      answered.map(({ item, value }) => {
        const { note, evidence, fixed_on_site } = draft.answers[item.id] ?? NO_ANSWER
        return [item.id, { value, note: readAnswer({ note }).note, evidence: [...evidence], fixed_on_site }]
      }),
    ),
    captures: draft.captures.map(({ thumbnail: _thumbnail, ...capture }) => capture),
    last_number: draft.captures.length > 0 ? nextNumber(draft) - 1 : null,
    signer: !isBlank && draft.signing === 'sign' ? { ...draft.signer } : null,
    refusal: !isBlank && draft.signing === 'refuse' ? { ...draft.refusal, video: null } : null,
    rectification:
      ordered.length === 0
        ? null
        : { length: draft.order.length, unit: draft.order.unit, items: ordered.map((one) => ({ item: one.item, order: orderText(draft, one).trim() })) },
    opinion: draft.opinion.trim(),
    entity_opinion: draft.entity_opinion.trim(),
    serious: draft.serious,
    could_not_inspect: draft.could_not_inspect.trim(),
  } as Submission
}
