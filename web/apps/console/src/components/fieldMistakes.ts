/** Refusals of the server at the fields they are about. */
import type { Problem } from '@zhijian/api'
import type { FieldMistake } from '@zhijian/ui'

/** What the server refused, by field; controls carry the ids `<prefix>-<field>`. Empty when it named no field. */
export function mistakesOf(problem: Problem | null, prefix: string): FieldMistake[] {
  if (problem === null) return []
  const { field } = problem.facts
  if (typeof field === 'string' && field !== '') return [{ target: `${prefix}-${field}`, message: problem.detail }]
  return problem.fields.map((one) => ({ target: `${prefix}-${one.field.split('.').at(-1) ?? ''}`, message: one.message }))
}

/** The sentence for one control; empty when nothing is wrong with it. */
export function mistakeAt(mistakes: readonly FieldMistake[], target: string): string {
  return mistakes.find((one) => one.target === target)?.message ?? ''
}
