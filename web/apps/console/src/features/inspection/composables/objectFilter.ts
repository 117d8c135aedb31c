/** The filter that makes a library of objects, as it is chosen on the page and sent to the server. */
import type { Schema } from '@zhijian/api'

export type ObjectFilter = Schema<'ObjectFilterBody'>

export interface FilterChoice {
  classes: string[]
  statuses: string[]
  risk: string[]
  credit: string[]
  streets: string
  tags: string
  text: string
}

/** Streets and tags are typed with 、 or commas between them. */
export function wordsOf(text: string): string[] {
  return [...new Set(text.split(/[、,，;；\s]+/).filter(Boolean))]
}

export function toFilter(choice: FilterChoice): ObjectFilter {
  return {
    classes: choice.classes,
    statuses: choice.statuses,
    risk_levels: choice.risk,
    credit_classes: choice.credit,
    streets: wordsOf(choice.streets),
    tags: wordsOf(choice.tags),
    text: choice.text.trim(),
  } as ObjectFilter
}

export const USUAL_CHOICE: Readonly<FilterChoice> = { classes: [], statuses: ['1'], risk: [], credit: [], streets: '', tags: '', text: '' }
