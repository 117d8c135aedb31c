import { api, Problem } from '@zhijian/api'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test, vi } from 'vitest'
import type { RouteLocationNormalized } from 'vue-router'

import { makeSession } from '../testing'
import { guardSession } from './guard'
import { useSession } from './store'

const wanted = { fullPath: '/cases?q=1', meta: {} } as RouteLocationNormalized

beforeEach(() => setActivePinia(createPinia()))

test('who is signed in passes, and is asked for only once', async () => {
  const get = vi.spyOn(api, 'get').mockResolvedValue(makeSession({ permissions: ['enforcement.view'] }))

  expect(await guardSession(wanted)).toBe(true)
  expect(await guardSession(wanted)).toBe(true)

  expect(get).toHaveBeenCalledTimes(1)
  expect([useSession().may('enforcement.view'), useSession().may('enforcement.decide')]).toEqual([true, false])
})

test.each([
  ['nobody', new Problem({ code: 'not_signed_in' }, 401), 'sign-in'],
  ['a server without answer', new Problem({ code: 'network.unreachable' }, 0), 'sign-in'],
  ['an initial password', new Problem({ code: 'identity.password_change_due' }, 403), 'password'],
])('%s is led to the right door, and the wanted page is remembered', async (_who, problem, name) => {
  vi.spyOn(api, 'get').mockRejectedValue(problem)

  expect(await guardSession(wanted)).toEqual({ name, query: { to: '/cases?q=1' } })
})

test('signing out forgets the person', async () => {
  vi.spyOn(api, 'get').mockResolvedValue(makeSession())
  vi.spyOn(api, 'post').mockResolvedValue(undefined as never)
  const session = useSession()
  await session.load()

  await session.signOut()

  expect([session.state, session.session]).toEqual(['signed-out', null])
})
