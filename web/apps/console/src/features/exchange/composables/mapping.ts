/** Which column of a file stands for which field. */
import type { Schema } from '@zhijian/api'

type Field = Schema<'ImportFieldOut'>

/** Fields that must have a column and have none. */
export function missingFields(fields: readonly Field[], chosen: readonly string[]): Field[] {
  return fields.filter((field) => field.required && !chosen.includes(field.name))
}

/** Fields that more than one column stands for. */
export function repeatedFields(fields: readonly Field[], chosen: readonly string[]): Field[] {
  return fields.filter((field) => chosen.filter((one) => one === field.name).length > 1)
}

/** What stands in the way of checking the rows; empty when nothing does. */
export function obstacle(fields: readonly Field[], chosen: readonly string[]): string {
  const named = (some: readonly Field[]): string => some.map((field) => `“${field.heading}”`).join('')
  const missing = missingFields(fields, chosen)
  if (missing.length > 0) return `还没有哪一列对应必填的${named(missing)}`
  const repeated = repeatedFields(fields, chosen)
  return repeated.length > 0 ? `${named(repeated)}对应了不止一列` : ''
}
