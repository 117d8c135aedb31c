/** What is known of an entity as a form holds it, and how two people's changes of it meet. */
import type { Schema } from '@zhijian/api'

import type { ConflictRow } from '../../../components/ConflictDialog.vue'

type Entity = Schema<'EntityOut'>
export type EntityBody = Omit<Schema<'ChangedEntityBody'>, 'source'>

/** Texts as they are typed; empty means unknown. */
export interface EntityDraft {
  name: string
  uscc: string
  registration_number: string
  short_name: string
  entity_type: string
  status: string
  is_suspended: boolean
  legal_person: string
  phone: string
  address: string
  street: string
  division: string
  lat: string
  lon: string
  industry: string
  capital: string
  established_on: string
  approved_on: string
  supervision_classes: string[]
  tags: string[]
}
export type DraftField = keyof EntityDraft

export const FIELD_LABELS: Readonly<Record<DraftField, string>> = {
  name: '名称',
  uscc: '统一社会信用代码',
  registration_number: '注册号',
  short_name: '简称',
  entity_type: '主体类型',
  status: '状态',
  is_suspended: '歇业',
  legal_person: '法定代表人',
  phone: '联系电话',
  address: '住所',
  street: '所属街道',
  division: '行政区划代码',
  lat: '纬度',
  lon: '经度',
  industry: '行业代码',
  capital: '注册资本（万元）',
  established_on: '成立日期',
  approved_on: '核准日期',
  supervision_classes: '监管类别',
  tags: '标签',
}
const FIELDS = Object.keys(FIELD_LABELS) as DraftField[]

export function emptyDraft(): EntityDraft {
  const texts = Object.fromEntries(FIELDS.map((field) => [field, '']))
  return { ...texts, status: '1', is_suspended: false, supervision_classes: [], tags: [] } as unknown as EntityDraft
}

function typed(value: Entity[DraftField & keyof Entity]): EntityDraft[DraftField] {
  if (Array.isArray(value)) return [...value]
  if (typeof value === 'boolean') return value
  return value === null || value === undefined ? '' : String(value)
}

export function draftOf(entity: Entity): EntityDraft {
  return Object.fromEntries(FIELDS.map((field) => [field, typed(entity[field])])) as unknown as EntityDraft
}

/** Numbers that cannot be read, by field; the server never sees them. */
export function unreadable(draft: EntityDraft): Partial<Record<DraftField, string>> {
  const found: Partial<Record<DraftField, string>> = {}
  for (const field of ['lat', 'lon', 'capital'] as const) {
    if (draft[field].trim() !== '' && !/^\d+(\.\d+)?$/.test(draft[field].trim())) found[field] = `${FIELD_LABELS[field]}应是数字，例如 ${field === 'capital' ? '50' : '30.123456'}。`
  }
  return found
}

export function bodyOf(draft: EntityDraft): EntityBody {
  const number = (text: string): number | null => (text.trim() === '' ? null : Number(text))
  return {
    ...draft,
    name: draft.name.trim(),
    lat: number(draft.lat),
    lon: number(draft.lon),
    capital: draft.capital.trim() || null,
    established_on: draft.established_on || null,
    approved_on: draft.approved_on || null,
  }
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/**
 * Fields in which mine and theirs differ. base: what both started from; where only one side left it,
 * that side's value is suggested, where both did, a person must choose.
 */
export function conflictsOf(base: EntityDraft, mine: EntityDraft, theirs: EntityDraft): ConflictRow[] {
  return FIELDS.filter((field) => !same(mine[field], theirs[field])).map((field) => ({
    field,
    label: FIELD_LABELS[field],
    mine: mine[field],
    theirs: theirs[field],
    suggested: same(base[field], mine[field]) ? 'theirs' : same(base[field], theirs[field]) ? 'mine' : null,
  }))
}

/** What then is to be stored. */
export function settled(mine: EntityDraft, theirs: EntityDraft, chosen: Readonly<Record<string, 'mine' | 'theirs'>>): EntityDraft {
  return Object.fromEntries(FIELDS.map((field) => [field, chosen[field] === 'theirs' ? theirs[field] : mine[field]])) as unknown as EntityDraft
}
