/** Names that several features show, and tables of names as the choices of a filter. */
import type { QueryOption } from './components/query'

/** Classes of supervision, as the code list `supervision_class` names them. */
export const CLASSES: Readonly<Record<string, string>> = { CY: '餐饮服务', XS: '食品销售', YP: '药品零售', QX: '医疗器械', TS: '特种设备' }

/** 特种设备、餐饮服务 for a list of codes. */
export function classNames(codes: readonly string[]): string {
  return codes.map((code) => CLASSES[code] ?? code).join('、')
}

/** A table of states or names as the choices of a filter. */
export function optionsOf(table: Readonly<Record<string, string | { label: string }>>): QueryOption[] {
  return Object.entries(table).map(([value, entry]) => ({ value, label: typeof entry === 'string' ? entry : entry.label }))
}
