import { expect, test } from 'vitest'

import { fitFor, isVersed, type Officer } from './useOffices'

function officer(name: string, certificate: Partial<NonNullable<Officer['certificate']>> | null): Officer {
  const whole = { uid: `c-${name}`, number: 'Z1', specialities: [], valid_from: '2020-01-01', valid_to: null, is_valid: true }
  return {
    uid: name,
    name,
    title: '',
    organisation: 'o',
    organisation_name: '所',
    is_group_leader: false,
    certificate: certificate === null ? null : { ...whole, ...certificate },
  }
}

test('only officers with a certificate valid today are offered', () => {
  const found = fitFor([officer('有效', {}), officer('过期', { is_valid: false }), officer('无证', null)], [])

  expect(found.map((one) => one.name)).toEqual(['有效'])
})

test('those whose certificate covers one of the classes come first', () => {
  const officers = [officer('餐饮', { specialities: ['CY'] }), officer('药械', { specialities: ['YP', 'QX'] }), officer('不限', {})]

  expect(fitFor(officers, ['YP']).map((one) => one.name)).toEqual(['药械', '不限', '餐饮'])
  expect(officers.map((one) => isVersed(one, ['QX']))).toEqual([false, true, true])
})
