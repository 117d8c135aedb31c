import { expect, test } from 'vitest'

import { bodyOf, conflictsOf, emptyDraft, settled, unreadable } from './entityDraft'

const base = { ...emptyDraft(), name: '青河饭店', legal_person: '林甲', phone: '13000000001', tags: ['校园周边'] }

test('a value that only one side changed is suggested, one that both changed must be chosen', () => {
  const mine = { ...base, legal_person: '林乙', phone: '13000000002' }
  const theirs = { ...base, legal_person: '林丙', tags: [] }

  const found = conflictsOf(base, mine, theirs)

  expect(found.map((one) => [one.label, one.mine, one.theirs, one.suggested])).toEqual([
    ['法定代表人', '林乙', '林丙', null],
    ['联系电话', '13000000002', '13000000001', 'mine'],
    ['标签', ['校园周边'], [], 'theirs'],
  ])
})

test('what was chosen is stored, the rest stays mine', () => {
  const mine = { ...base, legal_person: '林乙', phone: '13000000002' }
  const theirs = { ...base, legal_person: '林丙', tags: [] }

  const draft = settled(mine, theirs, { legal_person: 'theirs', phone: 'mine', tags: 'theirs' })

  expect([draft.legal_person, draft.phone, draft.tags, draft.name]).toEqual(['林丙', '13000000002', [], '青河饭店'])
})

test('empty texts of numbers and days are unknown', () => {
  expect(bodyOf({ ...base, lat: '30.5', lon: '120', capital: '', established_on: '' })).toMatchObject({ lat: 30.5, lon: 120, capital: null, established_on: null })
})

test('a number that cannot be read is told before anything is sent', () => {
  expect(unreadable({ ...base, capital: '五十', lat: '30.5', lon: 'x' })).toEqual({ capital: '注册资本（万元）应是数字，例如 50。', lon: '经度应是数字，例如 30.123456。' })
})
