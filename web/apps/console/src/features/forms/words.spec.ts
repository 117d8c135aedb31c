import type { Definition, Item } from '@zhijian/forms'
import { expect, test } from 'vitest'

import { answerKindText, evidenceText, orderText, ruleText } from './words'

const item = (more: Partial<Item>): Item => ({ id: 'a', no: '1.1', text: '问', ...more })

test.each([
  [item({ na: { allowed: false } }), '是 / 否'],
  [item({ na: { allowed: true, reason: true } }), '是 / 否 / 合理缺项（须写理由）'],
  [item({ kind: 'number', measure: '℃' }), '数字：℃'],
  [item({ kind: 'choice', options: [{ value: 'x', label: '甲' }, { value: 'y', label: '乙' }] }), '选择：甲、乙'],
])('what is asked for: %o', (asked, text) => {
  expect(answerKindText(asked)).toBe(text)
})

test('demands and orders are told as sentences', () => {
  expect(evidenceText({ when: ['no'], kind: 'photo', min: 2 })).toBe('答“否”时至少 2 件照片')
  expect(orderText({ order: '停止销售。', days: 0, unit: 'working', serious: true })).toBe('停止销售。期限：立即；属严重问题，转稽查核查')
  expect(orderText({ order: '改正', days: 15, unit: 'calendar', onSiteFix: true })).toBe('改正；期限：15 日内；可以当场改正')
})

test('a condition names the question by its number', () => {
  const definition = { sections: [{ id: 's', title: '', items: [item({ id: 'q', no: '2.3' })] }] } as unknown as Definition

  expect(ruleText({ op: 'and', of: [{ op: 'ne', q: 'q', v: 'na' }, { op: 'in', q: 'q', v: ['yes', 'no'] }] }, definition)).toBe('第 2.3 项不答“合理缺项”，并且第 2.3 项答“是”或“否”')
})
