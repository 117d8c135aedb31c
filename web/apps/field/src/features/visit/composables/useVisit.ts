/** One visit as it stands on this phone: the form, the answers, the evidence, and what they come to. */
import { evaluate, visibleItems, type Definition, type Evaluation, type VisibleItem } from '@zhijian/forms'
import {
  answer, changeDraft, engineAnswers, OPEN_STATES, type AnswerRow, type CaptureRow, type DraftChange, type DraftRow, type GivenAnswer, type TaskRow,
} from '@zhijian/offline'
import { computed, onScopeDispose, shallowReactive, shallowRef, watch } from 'vue'

import { db } from '../../../device/database'
import { useLive } from '../../../device/live'
import { useThumbnails } from '../../../device/thumbnails'

/** saving: on its way to the disk. saved: the transaction was confirmed. failed: it was not. */
export type SaveState = 'idle' | 'saving' | 'saved' | 'failed'

export interface VisitBase {
  task: TaskRow
  definition: Definition
}

export function useVisit(taskUid: string) {
  const base = useLive(async (): Promise<VisitBase | null> => {
    const task = await db.tasks.get(taskUid)
    const form = task && (await db.forms.get(task.formHash))
    return task && form ? { task, definition: form.definition } : null
  })
  const draft = useLive(async (): Promise<DraftRow | null> => (await db.drafts.where('task').equals(taskUid).first()) ?? null)
  const draftUid = computed(() => draft.value?.uid ?? null)
  const captures = useLive<CaptureRow[]>(() => ofDraft(draftUid.value, (uid) => db.captures.where('draft').equals(uid).sortBy('number')), draftUid)
  const thumbnails = useThumbnails(useLive(() => ofDraft(draftUid.value, (uid) => db.thumbnails.where('draft').equals(uid).toArray()), draftUid))
  const answers = shallowReactive(new Map<string, AnswerRow>())
  const isLoaded = shallowRef(false)
  const { save, saveState, problem } = useSaving()

  watch(draftUid, async (uid) => {
    if (uid === null) return
    for (const row of await db.answers.where('draft').equals(uid).toArray()) if (!answers.has(row.item)) answers.set(row.item, row)
    isLoaded.value = true
  }, { immediate: true })

  const engineGiven = computed(() => engineAnswers([...answers.values()], captures.value ?? []))
  const evaluation = computed<Evaluation | null>(() => (base.value ? evaluate(base.value.definition, engineGiven.value) : null))
  const visible = computed<VisibleItem[]>(() => (base.value ? visibleItems(base.value.definition, engineGiven.value) : []))
  const isOpen = computed(() => draft.value !== null && draft.value !== undefined && OPEN_STATES.has(draft.value.state))

  /** What the screen shows is on the disk: an answer is painted when its transaction is confirmed, in the order of the taps. */
  function give(given: readonly GivenAnswer[]): Promise<void> {
    const uid = draftUid.value
    if (uid === null) return Promise.resolve()
    return save(async () => {
      for (const row of await answer(db, uid, given, new Date())) answers.set(row.item, row)
    })
  }

  function change(changes: DraftChange): Promise<void> {
    const uid = draftUid.value
    return uid === null ? Promise.resolve() : save(() => changeDraft(db, uid, changes, new Date()))
  }

  return { base, draft, captures, thumbnails, answers, evaluation, visible, isLoaded, isOpen, saveState, problem, give, change }
}

export type Visit = ReturnType<typeof useVisit>

function ofDraft<T>(uid: string | null, read: (uid: string) => PromiseLike<T[]>): Promise<T[]> {
  return uid === null ? Promise.resolve([]) : Promise.resolve(read(uid))
}

/** Counts transactions on their way, so that 已保存 stands only while none is. */
function useSaving() {
  const saveState = shallowRef<SaveState>('idle')
  const problem = shallowRef('')
  let running = 0
  let isGone = false
  onScopeDispose(() => {
    isGone = true
  })

  async function save(write: () => Promise<void>): Promise<void> {
    running += 1
    saveState.value = 'saving'
    try {
      await write()
      running -= 1
      if (!isGone && running === 0) saveState.value = 'saved'
    } catch (error) {
      running -= 1
      saveState.value = 'failed'
      problem.value = error instanceof Error ? error.message : String(error)
    }
  }
  return { save, saveState, problem }
}
