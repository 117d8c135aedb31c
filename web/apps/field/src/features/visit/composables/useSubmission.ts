/** What stands between a filled form and its hand-over, and the hand-over itself. */
import { keepCapture, orderOf, queueRecord, type DraftRow, type InspectionBody } from '@zhijian/offline'
import { computed, type Ref } from 'vue'

import { db, RUN } from '../../../device/database'
import type { Visit } from './useVisit'

export interface Obstacle {
  item: string
  message: string
}

/** `picture` gives the signature of the pad; null while nothing is signed. */
export function useSubmission(visit: Visit, hasRefused: Ref<boolean>) {
  const order = computed<InspectionBody['rectification']>(() => {
    const { base, draft, answers, captures } = visit
    if (!base.value || !draft.value) return null
    return orderOf({ draft: draft.value, task: base.value.task, definition: base.value.definition, answers: [...answers.values()], captures: captures.value ?? [] })
  })

  const obstacles = computed<Obstacle[]>(() => {
    const { draft, evaluation } = visit
    if (!draft.value || !evaluation.value) return []
    const found: Obstacle[] = draft.value.couldNotInspect ? [] : evaluation.value.problems.map((one) => ({ item: one.item, message: one.message_zh }))
    return [...found, ...signatureObstacles(draft.value, hasRefused.value)]
  })

  /** Keep the signature as a capture and put the record into the queue. Raises DraftClosed. */
  async function submit(picture: () => Promise<Blob | null>): Promise<void> {
    const draft = visit.draft.value
    if (!draft) return
    const at = new Date()
    const image = hasRefused.value ? null : await picture()
    const signature = image && (await keepSignature(draft, image, at))
    await queueRecord(db, { draft: draft.uid, signature, at })
  }

  return { order, obstacles, submit }
}

async function keepSignature(draft: DraftRow, data: Blob, takenAt: Date): Promise<string> {
  const row = await keepCapture(db, {
    draft: draft.uid, kind: 'signature', item: '', caption: `签名：${draft.signer.name}`, data, takenAt, uptimeMs: RUN.uptimeMs(), session: RUN.session, position: null,
  })
  return row.uid
}

function signatureObstacles(draft: DraftRow, hasRefused: boolean): Obstacle[] {
  const found: Obstacle[] = []
  const add = (message: string): number => found.push({ item: '', message })
  if (hasRefused) {
    if ((draft.refusal?.reason.trim().length ?? 0) < 2) add('请写明拒签的理由。')
    if (!draft.refusal?.witness.trim() && !draft.refusal?.video) add('拒签的应当有见证人，或者拍摄录像。')
  } else if (draft.couldNotInspect === '') {
    if (draft.signer.name.trim() === '') add('请填写签名人姓名。')
    if (draft.strokes.length === 0) add('请由被检查单位在场人员签名，或者注明拒签。')
  }
  return found
}
