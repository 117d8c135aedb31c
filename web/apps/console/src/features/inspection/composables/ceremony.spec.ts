import { expect, test } from 'vitest'

import { nextStep, owesNonce, waitingFor, type Draw, type Goal } from './ceremony'

const NOW = new Date('2026-11-24T02:00:00Z')
const me = { uid: 'me', keepsNonce: true, now: NOW }

interface Given {
  stage?: string
  may?: string[]
  nonces?: [person: string, opened?: boolean][]
  witnesses?: string[]
  promised?: string | null
  value?: string | null
  kind?: 'drand' | 'manual' | 'third_person'
}

function draw(given: Given = {}): Draw {
  const person = (uid: string) => ({ uid, name: uid === 'me' ? '我' : uid })
  return {
    draw: { stage: given.stage ?? 'draft', may: given.may ?? [] },
    parameters: { public_value: { kind: given.kind ?? 'drand' } },
    witnesses: (given.witnesses ?? ['me', '李见证']).map(person),
    third_person: null,
    nonces: (given.nonces ?? []).map(([uid, opened], place) => ({ person: person(uid), role: 'witness', position: place + 1, opened_at: opened ? '2026-11-24T01:00:00Z' : null })),
    promised: given.promised === undefined || given.promised === null ? null : { promised_at: given.promised },
    public_value: given.value ? { value: given.value } : null,
  } as unknown as Draw
}

const step = (given: Given, goal: Goal, looker = me) => nextStep(draw(given), goal, looker)

test('locking begins with the own random number, then waits for the other witness by name', () => {
  expect(step({ may: ['give_nonce'] }, 'lock')).toEqual({ kind: 'give_nonce' })
  expect(step({ may: ['give_nonce'], nonces: [['me']] }, 'lock')).toEqual({
    kind: 'wait',
    what: '等待李见证提交随机数摘要，收到后自动锁定名录并公布承诺。',
  })
})

test('the commitment is published as soon as the server opens it, and locking ends there', () => {
  expect(step({ may: ['give_nonce', 'commit'], nonces: [['me'], ['李见证']] }, 'lock')).toEqual({ kind: 'commit' })
  expect(step({ stage: 'committed', may: ['set_public_value'] }, 'lock')).toEqual({ kind: 'done' })
})

test('somebody who was not asked gives no number by itself', () => {
  expect(owesNonce(draw({ may: ['give_nonce'], witnesses: ['甲', '乙'] }), 'me')).toBe(false)
  expect(owesNonce(draw({ may: ['give_nonce'], witnesses: [] }), 'me')).toBe(true)
  expect(owesNonce(draw({ may: ['give_nonce'], witnesses: [], nonces: [['甲'], ['乙']] }), 'me')).toBe(false)
  expect(owesNonce(draw({ may: [] }), 'me')).toBe(false)
})

test('the public value is fetched only after its promised moment', () => {
  const given = { stage: 'committed', may: ['set_public_value'] }

  expect(step({ ...given, promised: '2026-11-24T02:00:05Z' }, 'draw')).toEqual({ kind: 'wait', what: '等待约定的公共随机值产生。' })
  expect(step({ ...given, promised: '2026-11-24T01:59:59Z' }, 'draw')).toEqual({ kind: 'set_public_value' })
  expect(step({ ...given, promised: '2026-11-24T01:59:59Z', kind: 'manual' }, 'draw')).toEqual({ kind: 'type_public_value' })
})

test('the own number is opened from the browser that keeps it, elsewhere the person is told', () => {
  const given = { stage: 'committed', may: ['open_nonce'], value: 'ab', nonces: [['me'], ['李见证']] as [string][] }

  expect(step(given, 'draw')).toEqual({ kind: 'open_nonce' })
  expect(step(given, 'draw', { ...me, keepsNonce: false })).toMatchObject({ kind: 'wait' })
})

test('a value that somebody else typed is looked up by the witness first', () => {
  const given = draw({ stage: 'committed', may: ['open_nonce'], value: 'ab', nonces: [['me'], ['李见证']], kind: 'manual' })

  expect(nextStep({ ...given, confirms_value: true }, 'draw', me)).toMatchObject({ kind: 'wait' })
  expect(nextStep({ ...given, confirms_value: false }, 'draw', me)).toEqual({ kind: 'open_nonce' })
})

test('with a complete seed the organiser draws; others wait; a drawn one is done', () => {
  expect(step({ stage: 'seeded', may: ['draw'] }, 'draw')).toEqual({ kind: 'draw' })
  expect(step({ stage: 'seeded' }, 'draw')).toMatchObject({ kind: 'wait' })
  expect(step({ stage: 'drawn', may: ['dispatch'] }, 'draw')).toEqual({ kind: 'done' })
})

test('without a wish nothing goes by itself, and a void draw never moves', () => {
  expect(step({ may: ['give_nonce', 'commit'] }, 'none')).toEqual({ kind: 'done' })
  expect(step({ stage: 'void' }, 'draw')).toEqual({ kind: 'done' })
})

test('who is waited for is told by name, or as a witness when nobody was named', () => {
  expect(waitingFor(draw({ nonces: [['me']] }), 'give')).toEqual(['李见证'])
  expect(waitingFor(draw({ witnesses: [], nonces: [['me']] }), 'give')).toEqual(['一名见证人'])
  expect(waitingFor(draw({ nonces: [['me', true], ['李见证']] }), 'open')).toEqual(['李见证'])
})
