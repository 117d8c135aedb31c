/** The acts on a task that need a reason or a confirmation, told apart from those that do not. */
import { api, type Schema } from '@zhijian/api'
import { useAct } from '@zhijian/ui'

export type TaskAct = 'approve' | 'dispatch' | 'accept' | 'cancel'
type TaskLike = Pick<Schema<'TaskOut'>, 'uid' | 'may'>

export const TASK_ACTS: readonly { name: TaskAct; label: string; tone?: 'bad' }[] = [
  { name: 'approve', label: '批准' },
  { name: 'dispatch', label: '派发' },
  { name: 'accept', label: '接收' },
  { name: 'cancel', label: '取消任务', tone: 'bad' },
]

/** The acts that the server has opened for this task, in their usual order. */
export function openActs(task: TaskLike) {
  return TASK_ACTS.filter((act) => task.may.includes(act.name))
}

export function useTaskActs() {
  return useAct(async (input: { uid: string; act: TaskAct; reason?: string }, key) => {
    const path = { uid: input.uid }
    switch (input.act) {
      case 'approve':
        return api.post('/api/v1/inspection/tasks/{uid}/approve', { path, key })
      case 'dispatch':
        return api.post('/api/v1/inspection/tasks/{uid}/dispatch', { path, key })
      case 'accept':
        return api.post('/api/v1/inspection/tasks/{uid}/accept', { path, key })
      case 'cancel':
        return api.post('/api/v1/inspection/tasks/{uid}/cancel', { path, body: { reason: input.reason ?? '' }, key })
    }
  })
}
