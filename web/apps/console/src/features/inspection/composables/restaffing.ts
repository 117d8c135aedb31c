/** When other officers need a written reason; the server checks the same again. */
import type { Schema } from '@zhijian/api'

type Task = Pick<Schema<'TaskDetailOut'>, 'kind'> & { officers: readonly Pick<Schema<'TaskOfficerOut'>, 'uid' | 'is_lead'>[] }

interface Staffing {
  officers: readonly string[]
  lead: string
  reason: string
}

/** Why a change cannot be saved yet, as a sentence: whom a draw has chosen is replaced for a written reason only. */
export function reasonMissingIn(task: Task, { officers, lead, reason }: Staffing): string {
  const before = task.officers.map((one) => one.uid)
  const isSame = before.length === officers.length && before.every((one) => officers.includes(one)) && task.officers.some((one) => one.is_lead && one.uid === lead)
  if (task.kind !== 'random' || isSame || reason.trim().length >= 4) return ''
  return '检查人员由双随机抽取产生，换人请写明理由，至少4个字。'
}
