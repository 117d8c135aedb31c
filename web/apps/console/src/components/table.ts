/** The parts of a table: columns, row actions, and which columns a person has picked. */
import { computed } from 'vue'

import { usePreference } from '../preferences'

export interface Column<Row> {
  /** Stable name; also the slot `cell-<key>` for cells that are more than text. */
  key: string
  title: string
  /** Pixels; columns without one share what is left. */
  width?: number
  /** Numbers and money stand right. */
  align?: 'left' | 'right' | 'center'
  value?: (row: Row) => string | number | null | undefined
  /** Name under which the server sorts by this column. */
  sort?: string
  /** Always shown; cannot be unpicked. The first column always is. */
  isFixed?: boolean
  /** Not shown until the person picks it. */
  isExtra?: boolean
}

export interface RowAction<Row> {
  name: string
  label: string
  tone?: 'bad'
  /** Whether the act is open for this row; the server says so with the record. */
  isOpen?: (row: Row) => boolean
}

export interface TableRow {
  uid: string
}

/** The first two acts stand as text, the rest behind 更多. */
export function splitActions<Row>(actions: readonly RowAction<Row>[], row: Row) {
  const open = actions.filter((action) => action.isOpen?.(row) ?? true)
  return open.length <= 2 ? { near: open, far: [] } : { near: open.slice(0, 2), far: open.slice(2) }
}

/** Columns as the person picked them, remembered under the table's name. */
export function useColumns<Row>(table: string, columns: () => readonly Column<Row>[]) {
  const hidden = usePreference<string[] | null>(`columns.${table}`, null)
  const usual = computed(() => columns().filter((column) => column.isExtra).map((column) => column.key))
  const hiddenKeys = computed(() => new Set(hidden.value ?? usual.value))
  const isFixed = (column: Column<Row>): boolean => column.isFixed === true || column === columns()[0]
  const shown = computed(() => columns().filter((column) => isFixed(column) || !hiddenKeys.value.has(column.key)))
  const pickable = computed(() => columns().filter((column) => !isFixed(column)))

  function pick(keys: readonly string[]): void {
    hidden.value = pickable.value.map((column) => column.key).filter((key) => !keys.includes(key))
  }

  function reset(): void {
    hidden.value = null
  }

  return { shown, pickable, pick, reset }
}
