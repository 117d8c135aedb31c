/** The filling of one task on this PC: its package, the draft that survives a reload, the judgement, and the sending. */
import { api, newKey, type Schema } from '@zhijian/api'
import { openQuestions, visibleItems, type Definition } from '@zhijian/forms'
import { useAct, useLoad, type FieldMistake } from '@zhijian/ui'
import { computed, ref, shallowRef, watch, type Ref } from 'vue'

import { engineAnswers, fromReturned, judge, mistakesIn, newDraft, nextNumber, NO_ANSWER, proposedPeriod, toSubmission, type DraftAnswer, type FillDraft } from './fillDraft'
import { readContent } from './recordContent'
import { sendFile } from './sendFile'

const DEVICE_KEY = 'zhijian.device'

/** Name of this browser in records: it numbers its own captures. */
export function deviceName(store: Pick<Storage, 'getItem' | 'setItem'> = localStorage): string {
  const kept = store.getItem(DEVICE_KEY)
  if (kept !== null) return kept
  const made = `电脑浏览器 ${newKey().slice(0, 8)}`
  store.setItem(DEVICE_KEY, made)
  return made
}

export type Conflict = { field: 'due_on' | 'officers'; label: string; mine: unknown; theirs: unknown }
type Resolved = NonNullable<Schema<'InspectionIn'>['resolved']>

export function useFill(uid: Ref<string>, person: Ref<string>) {
  const keyOf = (): string => `zhijian.fill.${person.value}.${uid.value}`
  const draft = ref<FillDraft | null>(null)
  const savedAt = shallowRef<Date | null>(null)
  const entry = useLoad(
    async (signal) => {
      const found = await api.get('/api/v1/inspection/packages/week', { signal })
      const mine = found.tasks.find((one) => one.task.uid === uid.value) ?? null
      if (mine !== null) draft.value = await beginning(mine, signal)
      return { mine, phrases: found.phrases }
    },
    { on: uid },
  )
  const task = computed(() => entry.data.value?.mine ?? null)
  const definition = computed(() => (task.value?.form ?? null) as unknown as Definition | null)
  const isReinspection = computed(() => task.value?.task.kind === 'reinspection')

  async function beginning(mine: Schema<'PackageTaskOut'>, signal: AbortSignal): Promise<FillDraft> {
    const kept = localStorage.getItem(keyOf())
    const read = kept === null ? null : (JSON.parse(kept) as FillDraft)
    // Another form means other questions: answers to the old ones would not be understood.
    if (read !== null && read.form_hash === mine.task.form_hash) return read
    const now = new Date().toISOString()
    if (mine.task.inspection === null) return newDraft(mine, now)
    const record = await api.get('/api/v1/inspection/inspections/{uid}', { path: { uid: mine.task.inspection }, signal })
    const content = readContent(record.content)
    return content === null ? newDraft(mine, now) : fromReturned(mine, content, now)
  }

  watch(
    draft,
    (now) => {
      if (now === null) return
      localStorage.setItem(keyOf(), JSON.stringify(now))
      savedAt.value = new Date()
    },
    { deep: true },
  )

  const judged = computed(() => (definition.value && draft.value ? judge(definition.value, draft.value) : null))
  const present = computed(() => (definition.value && draft.value ? visibleItems(definition.value, engineAnswers(draft.value)) : []))
  const answerOf = (item: string): DraftAnswer => draft.value?.answers[item] ?? NO_ANSWER

  function answer(item: string, change: Partial<DraftAnswer>): void {
    if (draft.value === null) return
    draft.value.answers[item] = { ...answerOf(item), ...change }
    if (judged.value !== null && change.value !== undefined) Object.assign(draft.value.order, proposedPeriod(judged.value))
  }

  /** 本节其余为是. */
  function answerRest(section: string): void {
    if (definition.value === null || draft.value === null) return
    for (const item of openQuestions(definition.value, engineAnswers(draft.value), section)) answer(item, { value: 'yes' })
  }

  /** Sends a file and makes it a numbered capture of the record; gives its uid. */
  async function capture(file: File | Blob, about: { kind: FillDraft['captures'][number]['kind']; item: string; caption: string; thumbnail: string | null }, onProgress?: (share: number) => void, signal?: AbortSignal): Promise<string> {
    const sent = await sendFile(file, onProgress, signal)
    const made = newKey()
    const taken = file instanceof File && file.lastModified > 0 ? new Date(file.lastModified) : new Date()
    if (draft.value === null) return made
    draft.value.captures.push({ ...about, uid: made, number: nextNumber(draft.value), sha256: sent.sha256, taken_at: taken.toISOString(), discarded: null })
    if (about.item !== '') answer(about.item, { evidence: [...answerOf(about.item).evidence, made] })
    return made
  }

  /** Takes a capture out; its number, hash and reason go along with the record. */
  function discard(piece: string, reason: string): void {
    if (draft.value === null) return
    const found = draft.value.captures.find((one) => one.uid === piece)
    if (found !== undefined) found.discarded = { reason, at: new Date().toISOString() }
    for (const [item, one] of Object.entries(draft.value.answers)) {
      if (one.evidence.includes(piece)) answer(item, { evidence: one.evidence.filter((other) => other !== piece) })
    }
    if (draft.value.signer.signature === piece) draft.value.signer.signature = ''
  }

  const mistakes = computed<FieldMistake[]>(() => (definition.value && draft.value ? mistakesIn(definition.value, draft.value, isReinspection.value) : []))
  const conflicts = shallowRef<Conflict[]>([])
  const send = useAct(async (body: Schema<'InspectionIn'>, key) => api.put('/api/v1/inspection/inspections/{uid}', { path: { uid: draft.value?.uid ?? '' }, body, key, timeoutMs: 60_000 }))

  /** The record's uid when the server has taken it in. */
  async function submit(resolved: Resolved = {}): Promise<string | null> {
    if (definition.value === null || draft.value === null || mistakes.value.length > 0) return null
    const body = toSubmission(definition.value, draft.value, { device: deviceName(), ended_at: new Date().toISOString(), isReinspection: isReinspection.value })
    if (await send.run({ ...body, resolved })) {
      localStorage.removeItem(keyOf())
      return send.result.value?.inspection ?? null
    }
    const problem = send.problem.value
    conflicts.value = problem?.code === 'inspection.task_changed' ? (problem.facts['fields'] as Conflict[]) : []
    return null
  }

  /** What the server found wrong beyond what the page knows. */
  const refusals = computed<FieldMistake[]>(() => {
    const found = send.problem.value?.code === 'inspection.record_invalid' ? send.problem.value.facts['problems'] : []
    return (Array.isArray(found) ? (found as { item: string; message: string }[]) : []).map((one) => ({ target: one.item === '' ? 'fill-end' : `item-${one.item}`, message: one.message }))
  })

  return { entry, task, definition, draft, savedAt, judged, present, isReinspection, answerOf, answer, answerRest, capture, discard, mistakes, refusals, conflicts, send, submit }
}

export type Fill = ReturnType<typeof useFill>
