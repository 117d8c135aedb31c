/** 飞行检查: a temporary task made on this phone, its form chosen by what the entity does. */
import { newUid, queueTask, type Colleague, type EntityCard, type Matter, type PackageRow, type TaskRow } from '@zhijian/offline'

import { db } from '../../device/database'
import { today } from '../../device/days'

export const REASONS = ['投诉举报核查', '上级交办', '舆情线索', '风险预警', '回头看'] as const

export interface FlightForm {
  matter: Matter
  formHash: string
  title: string
}

/** Matters whose form lies on this phone; those for the entity's classes first. */
export async function flightForms(person: string, classes: readonly string[]): Promise<FlightForm[]> {
  const matters = (await db.packages.get(person))?.matters ?? []
  const forms = new Map((await db.forms.toArray()).map((form) => [form.code, form]))
  const fitting = (matter: Matter): number => Number(!matter.classes.some((one) => classes.includes(one)))
  return matters
    .flatMap((matter) => {
      const form = forms.get(matter.form_code)
      return form ? [{ matter, formHash: form.hash, title: form.definition.title }] : []
    })
    .sort((one, other) => fitting(one.matter) - fitting(other.matter))
}

export interface FlightGiven {
  person: { uid: string; name: string }
  organisation: { uid: string; name: string } | null
  entity: EntityCard
  form: FlightForm
  reason: string
  partner: Colleague | null
}

/** Make the task and put it into the queue. */
export async function makeFlight(given: FlightGiven, at: Date): Promise<TaskRow> {
  const { person, form, entity, partner } = given
  const day = today()
  const officers = [{ uid: person.uid, name: person.name, is_lead: true }, ...(partner ? [{ uid: partner.uid, name: partner.name, is_lead: false }] : [])]
  const uid = newUid()
  const row: TaskRow = {
    uid, person: person.uid, basis: '', reason: given.reason, formHash: form.formHash, entity, visits: [], openItems: [], isCurrent: true,
    base: { due_on: day, officers: officers.map((one) => one.uid).sort(), lead: person.uid },
    local: { matter: form.matter.uid, reason: given.reason, officers: officers.map((one) => one.uid), lead: person.uid, server: null },
    task: {
      uid, number: '', kind: 'temporary', kind_label: '临时任务（飞行检查）', title: form.matter.name, stage: 'dispatched', stage_label: '本机创建',
      matter: form.matter.uid, matter_name: form.matter.name, organisation: given.organisation?.uid ?? '', organisation_name: given.organisation?.name ?? '',
      officers, form_code: form.matter.form_code, form_version: 0, form_hash: form.formHash, starts_on: day, due_on: day, is_overdue: false,
      inspection: null, record_state: '', record_state_label: '', version: 0, may: ['submit'],
    },
  }
  await queueTask(db, row, at)
  return row
}

/** Colleagues with valid certificates, from the package. */
export async function partnersOf(person: string): Promise<PackageRow['officers']> {
  return (await db.packages.get(person))?.officers ?? []
}

