import { expect, test } from 'vitest'

import { valueText } from './values'

test.each([
  ['status', '4', '注销'],
  ['risk_level', 'B', 'B 级'],
  ['supervision_classes', ['CY', 'XS'], '餐饮服务、食品销售'],
  ['tags', [], '—'],
  ['is_suspended', false, '否'],
  ['capital', 12.5, '12.5'],
  ['name', null, '—'],
])('%s is written as people read it', (field, value, text) => {
  expect(valueText(field, value)).toBe(text)
})
