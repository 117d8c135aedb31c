/** Words of the answers: a re-inspection asks whether something was corrected. */
import type { Definition, Item } from '@zhijian/forms'
import { levelOf, naRule } from '@zhijian/forms'

export interface TriOption {
  value: 'yes' | 'no' | 'na'
  label: string
}

export const isReinspection = (definition: Definition): boolean => definition.code.startsWith('RI-')

export function triOptions(definition: Definition, item: Item): TriOption[] {
  const options: TriOption[] = isReinspection(definition)
    ? [{ value: 'yes', label: '已改' }, { value: 'no', label: '未改' }]
    : [{ value: 'yes', label: '是' }, { value: 'no', label: '否' }]
  if (naRule(item).allowed) options.push({ value: 'na', label: '合理缺项' })
  return options
}

export const isKeyItem = (item: Item): boolean => levelOf(item) !== 'general'
