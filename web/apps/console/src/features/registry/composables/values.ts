/** Values of an entity's columns as people read them, in conflicts and in the record of changes. */
import { EMPTY } from '@zhijian/ui'

import { classNames, ENTITY_STATUSES } from '../../../components/entityLabels'
import { CREDIT_CLASSES, RISK_LEVELS } from '../labels'

const NAMES: Readonly<Record<string, Readonly<Record<string, string>>>> = { status: ENTITY_STATUSES, risk_level: RISK_LEVELS, credit_class: CREDIT_CLASSES }

export function valueText(field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return EMPTY
  if (typeof value === 'boolean') return value ? '是' : '否'
  if (Array.isArray(value)) return (field === 'supervision_classes' ? classNames(value.map(String)) : value.map(String).join('、')) || EMPTY
  return NAMES[field]?.[String(value)] ?? String(value)
}
