import { expect, test } from 'vitest'

import { emptyForm, formOf, mistakesIn, toBody, type DrawForm, type DrawParameters } from './drawParameters'

function filled(overrides: Partial<DrawForm> = {}): DrawForm {
  return { ...emptyForm(), name: '十二月餐饮抽查', matter: 'm', officer_pool: 'o', object_pool: 'p', period: ['2026-12-01', '2026-12-20'], ...overrides }
}
const nobody = (): undefined => undefined
const targets = (form: DrawForm, organisationOf: (person: string) => string | undefined = nobody) => mistakesIn(form, organisationOf).map((one) => one.target)

test('an empty form names every field that is missing', () => {
  expect(targets(emptyForm())).toEqual(['draw-name', 'draw-matter', 'draw-officers', 'draw-objects', 'draw-period'])
  expect(targets(filled())).toEqual([])
})

test('witnesses are none or two, of different organisations', () => {
  expect(targets(filled({ witnesses: ['a'] }))).toEqual(['draw-witnesses'])
  expect(targets(filled({ witnesses: ['a', 'b'] }), () => '食品科')).toEqual(['draw-witnesses'])
  expect(targets(filled({ witnesses: ['a', 'b'] }), (person) => person)).toEqual([])
})

test('a typed public value wants its source, number and moment', () => {
  expect(targets(filled({ kind: 'manual' }))).toEqual(['draw-source', 'draw-available'])
  expect(targets(filled({ kind: 'manual', source: '双色球', identifier: '2026136', available_at: '2026-11-26T13:30:00Z' }))).toEqual([])
})

test('a third person is another than the witnesses', () => {
  expect(targets(filled({ kind: 'third_person' }))).toEqual(['draw-third'])
  expect(targets(filled({ kind: 'third_person', third_person: 'a', witnesses: ['a', 'b'] }), (person) => person)).toEqual(['draw-third'])
})

test('every exclusion needs its reason', () => {
  expect(targets(filled({ excluded_objects: [{ uid: 'e', name: '某店', reason: ' ' }] }))).toEqual(['draw-excluded-objects'])
})

test('only the chosen way of counting objects is sent, and drand carries no typed fields', () => {
  const body = toBody(filled({ by: 'rates', kind: 'drand', source: '旧来源', third_person: 'x' }))

  expect(body.objects_per_group).toBeNull()
  expect(body.rates).toEqual({ A: 10, B: 30, C: 100, D: 300 })
  expect(body.public_value).toEqual({ kind: 'drand', source: '', identifier: '', notation: '', available_at: null })
  expect(body.third_person).toBeNull()
  expect(toBody(filled()).rates).toBeNull()
})

test('the parameters of the last draw come back as they were', () => {
  const body = toBody(filled({ witnesses: ['a', 'b'], excluded_officers: [{ uid: 'u', name: 'u', reason: '休假' }], leader_rule: true }))

  expect(toBody(formOf(body as unknown as DrawParameters))).toEqual(body)
})
