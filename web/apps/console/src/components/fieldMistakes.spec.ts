import { Problem } from '@zhijian/api'
import { expect, test } from 'vitest'

import { mistakeAt, mistakesOf } from './fieldMistakes'

test('a refusal of the domain stands at the field it names', () => {
  const mistakes = mistakesOf(new Problem({ detail: '手机号码应为 11 位数字。', facts: { field: 'phone' } }, 422), 'entity')

  expect(mistakes).toEqual([{ target: 'entity-phone', message: '手机号码应为 11 位数字。' }])
  expect([mistakeAt(mistakes, 'entity-phone'), mistakeAt(mistakes, 'entity-name')]).toEqual(['手机号码应为 11 位数字。', ''])
})

test('a body that does not fit the contract is told field by field', () => {
  const facts = { fields: [{ field: 'body.body.name', message: '内容太长', kind: 'string_too_long' }] }

  expect(mistakesOf(new Problem({ facts }, 422), 'entity')).toEqual([{ target: 'entity-name', message: '内容太长' }])
})

test('a refusal without a field marks none', () => {
  expect(mistakesOf(new Problem({ detail: '没有权限。' }, 403), 'entity')).toEqual([])
  expect(mistakesOf(null, 'entity')).toEqual([])
})
