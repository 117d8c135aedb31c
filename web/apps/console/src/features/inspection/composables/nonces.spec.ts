import { hashText } from '@zhijian/draw'
import { beforeEach, expect, test } from 'vitest'

import { keepNonce, keptNonce, makeNonce, nonceFile } from './nonces'

beforeEach(() => localStorage.clear())

test('a number has 32 bytes and the hash of its own text', async () => {
  const made = await makeNonce('d1', 'p1')

  expect(made.nonce).toMatch(/^[0-9a-f]{64}$/)
  expect(made.hash).toBe(await hashText(made.nonce))
})

test('asked again, the same person gets the same number for the same draw', async () => {
  const made = await makeNonce('d1', 'p1')

  expect(await makeNonce('d1', 'p1')).toEqual(made)
  expect(keptNonce('d1', 'p1')).toEqual(made)
})

test('another draw and another person have other numbers', async () => {
  const made = await makeNonce('d1', 'p1')

  expect((await makeNonce('d2', 'p1')).nonce).not.toBe(made.nonce)
  expect((await makeNonce('d1', 'p2')).nonce).not.toBe(made.nonce)
})

test('what cannot be read counts as not kept', () => {
  localStorage.setItem('zhijian.nonce.d1.p1', '{broken')

  expect(keptNonce('d1', 'p1')).toBeNull()
  expect(keptNonce('d9', 'p1')).toBeNull()
})

test('on another computer the file brings the number back', async () => {
  const made = await makeNonce('d1', 'p1')
  const file = nonceFile(made, { draw: '十二月抽查', person: '甲' })
  localStorage.clear()

  expect(await keepNonce('d1', 'p1', file, made.hash)).toBe(true)
  expect(keptNonce('d1', 'p1')).toEqual(made)
})

test('the number alone may be typed in, another one is not kept', async () => {
  const made = await makeNonce('d1', 'p1')
  localStorage.clear()

  expect(await keepNonce('d1', 'p1', `${'0'.repeat(64)}`, made.hash)).toBe(false)
  expect(await keepNonce('d1', 'p1', '随机数', made.hash)).toBe(false)
  expect(keptNonce('d1', 'p1')).toBeNull()
  expect(await keepNonce('d1', 'p1', ` ${made.nonce.toUpperCase()} `, made.hash)).toBe(true)
})
