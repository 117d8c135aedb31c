/** Names that every feature uses when it speaks of an entity, and tables of names as choices. */
import type { RiskClass } from '@zhijian/ui'

import type { QueryOption } from './query'

export const CLASSES: Readonly<Record<string, string>> = { CY: '餐饮服务', XS: '食品销售', SC: '食品生产', YP: '药品零售', QX: '医疗器械', TS: '特种设备' }

export const ENTITY_STATUSES: Readonly<Record<string, string>> = {
  '1': '存续',
  '2': '吊销，未注销',
  '3': '吊销，已注销',
  '4': '注销',
  '5': '撤销',
  '6': '迁出',
  '9': '其他',
}

/** A table of states or names as the choices of a filter. */
export function optionsOf(table: Readonly<Record<string, string | { label: string }>>): QueryOption[] {
  return Object.entries(table).map(([value, entry]) => ({ value, label: typeof entry === 'string' ? entry : entry.label }))
}

/** 特种设备、餐饮服务 for a list of codes. */
export function classNames(codes: readonly string[]): string {
  return codes.map((code) => CLASSES[code] ?? code).join('、')
}

/** The class that a badge draws; null for entities that nobody has graded. */
export function riskClassOf(level: string | null | undefined): RiskClass | null {
  return level && 'ABCD'.includes(level) ? (level as RiskClass) : null
}
