import { expect, test } from 'vitest'

import { toFilter, USUAL_CHOICE, wordsOf } from './objectFilter'

test('streets and tags may be divided as people type them, each once', () => {
  expect(wordsOf(' 柳岸街道、霜洲街道，柳岸街道 ')).toEqual(['柳岸街道', '霜洲街道'])
  expect(wordsOf('')).toEqual([])
})

test('the usual choice asks for all entities that exist', () => {
  expect(toFilter({ ...USUAL_CHOICE })).toEqual({ classes: [], statuses: ['1'], risk_levels: [], credit_classes: [], streets: [], tags: [], text: '' })
})

test('every choice reaches the server under its name', () => {
  const filter = toFilter({ classes: ['CY'], statuses: ['1', '9'], risk: ['D'], credit: ['C'], streets: '柳岸街道', tags: '校园周边', text: ' 餐 ' })

  expect(filter).toMatchObject({ classes: ['CY'], risk_levels: ['D'], credit_classes: ['C'], streets: ['柳岸街道'], tags: ['校园周边'], text: '餐' })
})
