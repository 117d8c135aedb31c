/** The downloaded tasks with what this phone has done on each. */
import { deviceState, type BlobRow, type DeviceState, type DraftRow, type TaskKind, type TaskRow } from '@zhijian/offline'
import type { Deadline } from '@zhijian/ui'
import { computed, type Ref } from 'vue'

import { db } from '../../device/database'
import { daysBetween } from '../../device/days'
import { useLive } from '../../device/live'
import { distanceM } from '../../device/place'

export interface TaskCardFacts {
  uid: string
  kind: TaskKind
  name: string
  address: string
  riskLevel: string
  number: string
  dueOn: string
  deadline: Deadline
  state: DeviceState | null
  link: string
  distance: number | null
}

export interface Here {
  latitude: number
  longitude: number
}

/** Cards sorted by due day; `person` is whose they are, `here` where the phone is. */
export function useTasks(person: Ref<string | null>, here: Ref<Here | null>, todayIs: () => string) {
  const rows = useLive(() => readRows(person.value), person)
  const cards = computed(() =>
    rows.value?.map(({ task, draft, blobs }) => toCard(task, draft, blobs, here.value, todayIs())).sort((a, b) => a.dueOn.localeCompare(b.dueOn)),
  )
  return { cards }
}

async function readRows(person: string | null) {
  if (person === null) return []
  const tasks = await db.tasks.where('person').equals(person).toArray()
  const drafts = new Map((await db.drafts.where('person').equals(person).toArray()).map((one) => [one.task, one]))
  return Promise.all(
    tasks
      .filter((task) => task.isCurrent || task.local !== null || drafts.has(task.uid))
      .map(async (task) => {
        const draft = drafts.get(task.uid)
        return { task, draft, blobs: draft ? await blobStates(draft.uid) : [] }
      }),
  )
}

async function blobStates(draft: string): Promise<Pick<BlobRow, 'state'>[]> {
  return (await db.blobs.where('draft').equals(draft).toArray()).map(({ state }) => ({ state }))
}

function toCard(task: TaskRow, draft: DraftRow | undefined, blobs: Pick<BlobRow, 'state'>[], here: Here | null, todayIs: string): TaskCardFacts {
  const { entity } = task
  const there = entity.lat !== null && entity.lon !== null ? { latitude: Number(entity.lat), longitude: Number(entity.lon) } : null
  return {
    uid: task.uid, kind: task.task.kind, name: entity.name, address: entity.address, riskLevel: entity.risk_level, number: task.task.number,
    dueOn: task.task.due_on, deadline: deadlineOf(task.task.due_on, todayIs), state: draft ? deviceState(draft, blobs) : null,
    link: linkOf(task.uid, draft), distance: here && there ? distanceM(here, there) : null,
  }
}

/** Calendar days only: the legal clock is the server's business. */
function deadlineOf(dueOn: string, todayIs: string): Deadline {
  const left = daysBetween(todayIs, dueOn)
  if (left < 0) return { due_on: dueOn, level: 'late', text: `逾期 ${-left} 天` }
  if (left === 0) return { due_on: dueOn, level: 'urgent', text: '今天到期' }
  return { due_on: dueOn, level: left <= 2 ? 'urgent' : left <= 7 ? 'soon' : 'calm', text: `还有 ${left} 天` }
}

/** Where a tap on the card leads: what is to be done next. */
export function linkOf(task: string, draft: Pick<DraftRow, 'uid' | 'state'> | undefined): string {
  if (!draft) return `/visit/${task}/notice`
  if (draft.state === 'conflict') return `/uploads/${draft.uid}/conflict`
  if (['editing', 'returned', 'refused'].includes(draft.state)) return `/visit/${task}/checklist`
  return `/records/${draft.uid}`
}
