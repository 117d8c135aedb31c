import { expect, test } from 'vitest'

import { reasonMissingIn } from './restaffing'

const DRAWN = { kind: 'random', officers: [{ uid: 'a', is_lead: true }, { uid: 'b', is_lead: false }] }

test('whom a draw has chosen is not replaced without a reason', () => {
  expect(reasonMissingIn(DRAWN, { officers: ['a', 'c'], lead: 'a', reason: '' })).toContain('请写明理由')
  expect(reasonMissingIn(DRAWN, { officers: ['a', 'b'], lead: 'b', reason: ' 换 ' })).toContain('请写明理由')
  expect(reasonMissingIn(DRAWN, { officers: ['a', 'c'], lead: 'a', reason: '住院治疗' })).toBe('')
})

test('the same officers in any order, and other kinds of task, need none', () => {
  expect(reasonMissingIn(DRAWN, { officers: ['b', 'a'], lead: 'a', reason: '' })).toBe('')
  expect(reasonMissingIn({ ...DRAWN, kind: 'daily' }, { officers: ['a', 'c'], lead: 'c', reason: '' })).toBe('')
})
