/** What an officer does during a visit: each act one transaction, done when the promise resolves. */
import type { FieldDatabase } from './database'
import { newUid } from './ids'
import type { AnswerRow, DraftRow, NoticeRow, TaskRow } from './rows'

/** States in which the officer may change the record. */
export const OPEN_STATES: ReadonlySet<DraftRow['state']> = new Set(['editing', 'returned', 'refused'])

/** The record is on its way or at the server and cannot be changed here. */
export class DraftClosed extends Error {
  constructor() {
    super('这份记录已经提交，不能再修改；需要修改的，请会签人先退回。')
    this.name = 'DraftClosed'
  }
}

/** The open record of a task, made when there is none: after 亮证告知, which starts the visit. */
export function startVisit(db: FieldDatabase, task: TaskRow, notice: NoticeRow, at: Date): Promise<DraftRow> {
  return db.transaction('rw', db.drafts, async () => {
    const known = await db.drafts.where('task').equals(task.uid).first()
    if (known) {
      if (!OPEN_STATES.has(known.state)) throw new DraftClosed()
      await db.drafts.update(known.uid, { notice, updatedAt: at.toISOString() })
      return { ...known, notice }
    }
    const made = newDraft(task, notice, at)
    await db.drafts.add(made)
    return made
  })
}

function newDraft(task: TaskRow, notice: NoticeRow, at: Date): DraftRow {
  return {
    uid: task.task.inspection ?? newUid(),
    task: task.uid, person: task.person, state: 'editing', formHash: task.formHash,
    startedAt: notice.shownAt, endedAt: null, updatedAt: at.toISOString(), notice, lastItem: '', lastNumber: 0,
    signer: { name: notice.representative.name, role: notice.representative.role },
    strokes: [], refusal: null, orders: {}, orderLength: null, orderUnit: 'working_days',
    opinion: '', entityOpinion: '', serious: false, couldNotInspect: '',
    countersigners: task.task.officers.filter((one) => one.uid !== task.person).map((one) => one.uid),
    resolved: {}, signature: null, number: '', round: 0, reason: '', problems: [], storedAt: null,
  }
}

export type DraftChange = Partial<
  Pick<
    DraftRow,
    | 'lastItem' | 'signer' | 'strokes' | 'refusal' | 'orders' | 'orderLength' | 'orderUnit' | 'opinion' | 'entityOpinion'
    | 'serious' | 'couldNotInspect' | 'countersigners'
  >
>

/** Change parts of an open record. Raises DraftClosed. */
export function changeDraft(db: FieldDatabase, uid: string, change: DraftChange, at: Date): Promise<void> {
  return db.transaction('rw', db.drafts, async () => {
    await openDraft(db, uid)
    await db.drafts.update(uid, { ...change, updatedAt: at.toISOString() })
  })
}

export interface GivenAnswer {
  item: string
  value?: string | null
  note?: string
  /** Put behind the note unless it is in it. */
  phrase?: string
  fixedOnSite?: boolean
  /** Only where nothing was answered yet: 本节其余为是. */
  ifOpen?: boolean
}

/**
 * Write answers of one tap: one item, or the rest of a section. What is not given stays as it was, which the
 * transaction reads: a quick second tap finds what the first one wrote. Gives the rows as written. Raises DraftClosed.
 */
export function answer(db: FieldDatabase, draft: string, given: readonly GivenAnswer[], at: Date): Promise<AnswerRow[]> {
  return db.transaction('rw', db.drafts, db.answers, async () => {
    await openDraft(db, draft)
    const befores = await db.answers.bulkGet(given.map((one): [string, string] => [draft, one.item]))
    const written = given.flatMap((one, place) => {
      const before = befores[place]
      return one.ifOpen && (before?.value ?? null) !== null ? [] : [mergedAnswer(draft, one, before, at)]
    })
    await db.answers.bulkPut(written)
    const last = given.at(-1)
    await db.drafts.update(draft, { updatedAt: at.toISOString(), ...(last ? { lastItem: last.item } : {}) })
    return written
  })
}

function mergedAnswer(draft: string, given: GivenAnswer, before: AnswerRow | undefined, at: Date): AnswerRow {
  const value = given.value === undefined ? (before?.value ?? null) : given.value
  const note = given.note ?? before?.note ?? ''
  const isFixed = given.fixedOnSite ?? before?.fixedOnSite ?? false
  return {
    draft, item: given.item, value, note: given.phrase && !note.includes(given.phrase) ? `${note}${given.phrase}` : note,
    fixedOnSite: value === 'no' && isFixed, at: at.toISOString(),
  }
}

/** The draft when it may be changed. Raises DraftClosed. */
export async function openDraft(db: FieldDatabase, uid: string): Promise<DraftRow> {
  const draft = await db.drafts.get(uid)
  if (!draft || !OPEN_STATES.has(draft.state)) throw new DraftClosed()
  return draft
}

/** A record that is being filled in; the app goes back to it when it is opened again. */
export async function draftInWork(db: FieldDatabase, person: string): Promise<DraftRow | undefined> {
  const open = await db.drafts.where('person').equals(person).filter((one) => one.state === 'editing').toArray()
  return open.reduce<DraftRow | undefined>((last, one) => (last && last.updatedAt > one.updatedAt ? last : one), undefined)
}
