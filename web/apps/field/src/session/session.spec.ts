import { api, networkProblem, Problem, type Schema } from '@zhijian/api'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test, vi } from 'vitest'
import type { RouteLocationNormalized } from 'vue-router'

import { guardSession } from './guard'
import { useSession } from './store'

const wanted = { fullPath: '/uploads', meta: {} } as RouteLocationNormalized
const session = { person: { uid: 'p1', username: 'wangwei', name: '王伟', post: null }, permissions: [] } as unknown as Schema<'Session'>

beforeEach(() => {
  localStorage.clear()
  setActivePinia(createPinia())
})

test('without network the person of the last visit goes on working, unconfirmed', async () => {
  const get = vi.spyOn(api, 'get').mockResolvedValueOnce(session)
  await useSession().load()
  setActivePinia(createPinia())
  get.mockRejectedValueOnce(networkProblem('network.unreachable'))

  expect(await guardSession(wanted)).toBe(true)
  expect([useSession().person?.name, useSession().isConfirmed]).toEqual(['王伟', false])
})

test('a phone that nobody has used without network leads to the sign-in page', async () => {
  vi.spyOn(api, 'get').mockRejectedValue(networkProblem('network.unreachable'))

  expect(await guardSession(wanted)).toEqual({ name: 'sign-in', query: { to: '/uploads' } })
})

test('a session that the server has ended is forgotten on the phone too', async () => {
  const get = vi.spyOn(api, 'get').mockResolvedValueOnce(session)
  await useSession().load()
  get.mockRejectedValueOnce(new Problem({ code: 'not_signed_in' }, 401))

  await useSession().load()

  expect(useSession().session).toBeNull()
  expect(localStorage.length).toBe(0)
})
