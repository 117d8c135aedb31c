/** The body of a submission, made from the rows of this device; the same rows always give the same body. */
import { evaluate, type Answers, type Definition } from '@zhijian/forms'

import type { CaptureBody, InspectionBody, NoticeBody, OrderUnit } from './contract'
import type { AnswerRow, CaptureRow, DraftRow, NoticeRow, TaskRow } from './rows'
import { captureFacts } from './seals'

/** Everything a record consists of on this device. */
export interface DraftParts {
  draft: DraftRow
  task: TaskRow
  definition: Definition
  answers: readonly AnswerRow[]
  captures: readonly CaptureRow[]
  device: string
  /** Public key of the device, empty where it cannot sign. */
  deviceKey: string
}

/** Answers as the form engine reads them; evidence are the captures of the item that were not thrown away, by number. */
export function engineAnswers(answers: readonly AnswerRow[], captures: readonly CaptureRow[]): Answers {
  const kept = captures.filter((one) => one.discarded === null && one.kind !== 'signature').sort((one, other) => one.number - other.number)
  return Object.fromEntries(
    answers.map((one) => [
      one.item,
      {
        value: one.value,
        note: one.note,
        evidence: kept.filter((capture) => capture.item === one.item).map((capture) => capture.uid),
        fixedOnSite: one.fixedOnSite,
      },
    ]),
  )
}

const UNITS: Readonly<Record<'working' | 'calendar', OrderUnit>> = { working: 'working_days', calendar: 'calendar_days' }

/** The order to rectify as it would be sent: proposals of the form, changed where the officer changed them. */
export function orderOf(parts: Pick<DraftParts, 'draft' | 'task' | 'definition' | 'answers' | 'captures'>): InspectionBody['rectification'] {
  const { draft, task } = parts
  const judged = evaluate(parts.definition, engineAnswers(parts.answers, parts.captures))
  const open = judged.rectification.filter((one) => !one.fixedOnSite)
  if (open.length === 0 || draft.couldNotInspect !== '' || task.task.kind === 'reinspection') return null
  const longest = open.reduce((last, one) => ((one.days ?? 0) > (last.days ?? 0) ? one : last))
  return {
    length: draft.orderLength ?? longest.days ?? 0,
    unit: draft.orderLength === null ? UNITS[longest.unit ?? 'working'] : draft.orderUnit,
    items: open.map((one) => ({ item: one.item, order: draft.orders[one.item] ?? (one.order || `改正：${one.text}`) })),
  }
}

function noticeBody(notice: NoticeRow): NoticeBody {
  return {
    shown_at: notice.shownAt, certificates_shown: true, purpose: notice.purpose, avoidance_asked: true,
    avoidance_reason: notice.avoidanceReason, representative: notice.representative, signature: null,
  }
}

const captureBody = (row: CaptureRow): CaptureBody => ({ ...captureFacts(row), seal: row.seal ?? '', discarded: row.discarded })

/** The body of PUT /inspection/inspections/{uid}. Hidden items are absent. */
export function submissionBody(parts: DraftParts, sentAt: string): InspectionBody {
  const { draft, task, definition, answers, captures } = parts
  if (draft.notice === null || draft.endedAt === null) throw new Error(`draft ${draft.uid} is not complete`)
  const given = engineAnswers(answers, captures)
  const visible = evaluate(definition, given).visible.filter((item) => (given[item]?.value ?? null) !== null)
  const server = task.local?.server ?? { uid: task.task.uid, version: task.task.version, base: task.base }
  return {
    task: server.uid, task_version: server.version, form_hash: draft.formHash,
    started_at: draft.startedAt, ended_at: draft.endedAt, device: parts.device, device_key: parts.deviceKey, sent_at: sentAt,
    notice: noticeBody(draft.notice),
    answers: Object.fromEntries(
      visible.map((item) => [
        item,
        {
          value: given[item]?.value ?? null, note: given[item]?.note ?? '',
          evidence: given[item]?.evidence ?? [], fixed_on_site: given[item]?.fixedOnSite ?? false,
        },
      ]),
    ),
    captures: [...captures].sort((a, b) => a.number - b.number).map(captureBody),
    last_number: draft.lastNumber,
    signer: draft.signature === null ? null : { ...draft.signer, signature: draft.signature },
    refusal: draft.refusal,
    rectification: orderOf(parts),
    opinion: draft.opinion, entity_opinion: draft.entityOpinion, serious: draft.serious, could_not_inspect: draft.couldNotInspect,
    resolved: draft.resolved, base: server.base,
  }
}
