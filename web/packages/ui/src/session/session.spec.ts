import { api } from '@zhijian/api'
import { expect, test, vi } from 'vitest'

import { useRenewal, watchSession } from './renewal'
import { returnAddress } from './returnAddress'

test.each([
  ['/enforcement/cases?page=2', '/enforcement/cases?page=2'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  [['/a', '/b'], '/'],
  [undefined, '/'],
])('after signing in %s leads to %s', (wanted, address) => {
  expect(returnAddress(wanted)).toBe(address)
})

test('a waiting call goes on when the person has signed in again', async () => {
  const expires = vi.spyOn(api, 'whenSessionExpires')
  watchSession()
  const handler = expires.mock.calls[0]?.[0]
  const { waiting, finish } = useRenewal()

  const answer = handler?.()
  expect(waiting.value).not.toBeNull()
  finish(true)

  expect(await answer).toBe(true)
  expect(waiting.value).toBeNull()
})
