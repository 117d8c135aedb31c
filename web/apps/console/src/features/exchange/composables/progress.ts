/** How far the checking or loading of an import has come. */
import type { Schema } from '@zhijian/api'

type Progress = Pick<Schema<'ImportOut'>, 'rows_done' | 'rows_total' | 'rows_expected'>

/** Whole percent; never 100 before the server says that it is done, because empty rows may have been counted. */
export function percentOf({ rows_done: done, rows_total: total, rows_expected: expected }: Progress): number {
  const all = total ?? expected
  return all <= 0 ? 0 : Math.min(99, Math.floor((done / all) * 100))
}

export function isRunning(state: string): boolean {
  return state === 'checking' || state === 'loading'
}
