/** A value of the trail as a person reads it. */
import { EMPTY } from '@zhijian/ui'

export function contentText(value: unknown): string {
  if (value === null || value === undefined || value === '') return EMPTY
  if (typeof value === 'boolean') return value ? '是' : '否'
  return typeof value === 'object' ? JSON.stringify(value, null, 1) : String(value)
}
