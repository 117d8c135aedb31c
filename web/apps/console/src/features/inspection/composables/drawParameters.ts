/** The parameters of a draw as its page edits them, and what must be mended before they are sent. */
import type { Schema } from '@zhijian/api'
import type { FieldMistake } from '@zhijian/ui'

export type DrawParameters = Schema<'DrawParameters'>
export type DrawBody = Schema<'DrawBody'>
type Rates = NonNullable<DrawBody['rates']>

export interface DrawForm {
  name: string
  matter: string
  officer_pool: string
  object_pool: string
  period: [string, string] | null
  groups: number
  officers_per_group: number
  /** How many objects: the same number for each group, or a share of each credit class. */
  by: 'count' | 'rates'
  objects_per_group: number
  rates: Rates
  leader_rule: boolean
  specialities: string[]
  excluded_objects: { uid: string; name: string; reason: string }[]
  excluded_officers: { uid: string; name: string; reason: string }[]
  kind: 'drand' | 'manual' | 'third_person'
  source: string
  identifier: string
  notation: string
  available_at: string | null
  witnesses: string[]
  third_person: string
}

/** Shares usual for the credit classes, in permille: the better the credit, the fewer visits. */
const USUAL_RATES: Rates = { A: 10, B: 30, C: 100, D: 300 }

export function emptyForm(): DrawForm {
  return {
    name: '', matter: '', officer_pool: '', object_pool: '', period: null, groups: 3, officers_per_group: 2, by: 'count', objects_per_group: 5,
    rates: { ...USUAL_RATES }, leader_rule: false, specialities: [], excluded_objects: [], excluded_officers: [], kind: 'drand', source: '',
    identifier: '', notation: '', available_at: null, witnesses: [], third_person: '',
  }
}

/** A form from parameters of an earlier draw. `names` tells what the uids of exclusions are called. */
export function formOf(given: DrawParameters, names: (uid: string) => string = (uid) => uid): DrawForm {
  const value = given.public_value
  const named = (rows: readonly { uid: string; reason: string }[] | undefined) => (rows ?? []).map((row) => ({ ...row, name: names(row.uid) }))
  return {
    name: given.name,
    matter: given.matter,
    officer_pool: given.officer_pool,
    object_pool: given.object_pool,
    period: [given.period_from, given.period_to],
    groups: given.groups,
    officers_per_group: given.officers_per_group ?? 2,
    by: given.rates ? 'rates' : 'count',
    objects_per_group: given.objects_per_group ?? 5,
    rates: given.rates ?? { ...USUAL_RATES },
    leader_rule: given.leader_rule ?? false,
    specialities: [...(given.specialities ?? [])],
    excluded_objects: named(given.excluded_objects),
    excluded_officers: named(given.excluded_officers),
    kind: value?.kind ?? 'drand',
    source: value?.source ?? '',
    identifier: value?.identifier ?? '',
    notation: value?.notation ?? '',
    available_at: value?.available_at ?? null,
    witnesses: [...(given.witnesses ?? [])],
    third_person: given.third_person ?? '',
  }
}

export function toBody(form: DrawForm): DrawBody {
  const manual = form.kind === 'manual'
  const bare = (rows: DrawForm['excluded_objects']) => rows.map(({ uid, reason }) => ({ uid, reason: reason.trim() }))
  return {
    name: form.name.trim(),
    matter: form.matter,
    officer_pool: form.officer_pool,
    object_pool: form.object_pool,
    period_from: form.period?.[0] ?? '',
    period_to: form.period?.[1] ?? '',
    groups: form.groups,
    officers_per_group: form.officers_per_group,
    objects_per_group: form.by === 'count' ? form.objects_per_group : null,
    rates: form.by === 'rates' ? form.rates : null,
    leader_rule: form.leader_rule,
    specialities: form.specialities.length > 0 ? form.specialities : null,
    excluded_objects: bare(form.excluded_objects),
    excluded_officers: bare(form.excluded_officers),
    public_value: {
      kind: form.kind,
      source: manual ? form.source.trim() : '',
      identifier: manual ? form.identifier.trim() : '',
      notation: manual ? form.notation.trim() : '',
      available_at: manual ? form.available_at : null,
    },
    witnesses: form.witnesses,
    third_person: form.kind === 'third_person' && form.third_person !== '' ? form.third_person : null,
  }
}

/** `organisationOf` gives the organisation of a person: both witnesses must not be of the same one. */
export function mistakesIn(form: DrawForm, organisationOf: (person: string) => string | undefined): FieldMistake[] {
  const found: FieldMistake[] = []
  const need = (isRight: boolean, target: string, message: string): void => {
    if (!isRight) found.push({ target, message })
  }
  need(form.name.trim().length >= 2, 'draw-name', '请填写方案名称。')
  need(form.matter !== '', 'draw-matter', '请选择检查事项。')
  need(form.officer_pool !== '', 'draw-officers', '请选择人员名录库。')
  need(form.object_pool !== '', 'draw-objects', '请选择对象名录库。')
  need(form.period !== null, 'draw-period', '请选择检查期限。')
  need(form.excluded_objects.every((row) => row.reason.trim().length >= 2), 'draw-excluded-objects', '排除的对象要逐个写明理由，理由会公示。')
  need(form.excluded_officers.every((row) => row.reason.trim().length >= 2), 'draw-excluded-officers', '排除的人员要逐个写明理由，理由会公示。')
  need(form.witnesses.length === 0 || form.witnesses.length === 2, 'draw-witnesses', '见证人应为两名，或者留空，由有权限的人提交。')
  const [one, other] = form.witnesses.map(organisationOf)
  need(form.witnesses.length !== 2 || one === undefined || one !== other, 'draw-witnesses', '两名见证人应来自不同单位。')
  if (form.kind === 'manual') {
    need(form.source.trim() !== '' && form.identifier.trim() !== '', 'draw-source', '请写明公共随机值的来源和期号。')
    need(form.available_at !== null, 'draw-available', '请写明公共随机值产生的时间。')
  }
  need(form.kind !== 'third_person' || form.third_person !== '', 'draw-third', '请选择提供随机数的第三人。')
  need(form.third_person === '' || !form.witnesses.includes(form.third_person), 'draw-third', '第三人不能同时是见证人。')
  return found
}
