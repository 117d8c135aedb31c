/** Creating a task at the server that was made on this device; sent again it is the same task. */
import type { FieldDatabase } from '../database'
import type { Task } from '../contract'
import type { OutboxRow } from '../rows'
import type { Send } from './http'
import { expectSuccess } from './refusals'

/** Raises Later, Refused, NoAnswer. */
export async function sendTask(row: OutboxRow, { db, send, now }: { db: FieldDatabase; send: Send; now: () => Date }): Promise<void> {
  const task = await db.tasks.get(row.uid)
  if (!task?.local) throw new Error(`local task ${row.uid} is not on this device`)
  const { local } = task
  const reply = expectSuccess(
    await send('POST', '/api/v1/inspection/tasks', {
      key: row.uid,
      json: {
        kind: 'temporary', matter: local.matter, entity: task.entity.uid, officers: local.officers, lead: local.lead,
        reason: local.reason, starts_on: task.task.starts_on, due_on: task.task.due_on,
      },
    }),
  )
  const made = reply.body as unknown as Task
  const base = {
    due_on: made.due_on,
    officers: made.officers.map((one) => one.uid).sort(),
    lead: made.officers.find((one) => one.is_lead)?.uid ?? null,
  }
  await db.transaction('rw', db.tasks, db.outbox, async () => {
    await db.tasks.update(row.uid, {
      local: { ...local, server: { uid: made.uid, version: made.version, base } },
      task: { ...task.task, number: made.number, stage: made.stage, stage_label: made.stage_label, version: made.version },
    })
    await db.outbox.where('uid').equals(row.uid).modify({ state: 'done', doneAt: now().toISOString(), lastError: '', lastErrorCode: '' })
  })
}
