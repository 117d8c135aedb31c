import { expect, test } from 'vitest'

import { obstacle } from './mapping'

const field = (name: string, heading: string, required = false) => ({ name, heading, required, aliases: [], example: '', help: '' })
const fields = [field('name', '名称', true), field('address', '住所'), field('phone', '联系电话')]

test('a required field without a column stands in the way', () => {
  expect(obstacle(fields, ['address', ''])).toBe('还没有哪一列对应必填的“名称”')
})

test('a field that two columns stand for stands in the way', () => {
  expect(obstacle(fields, ['name', 'phone', 'phone'])).toBe('“联系电话”对应了不止一列')
})

test('columns that are left out do not', () => {
  expect(obstacle(fields, ['name', '', ''])).toBe('')
})
