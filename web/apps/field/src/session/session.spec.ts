import 'fake-indexeddb/auto'

import { api, networkProblem, Problem, type Schema } from '@zhijian/api'
import type { DraftRow } from '@zhijian/offline'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test, vi } from 'vitest'
import type { RouteLocationNormalized } from 'vue-router'

import { db } from '../device/database'
import { guardSession } from './guard'
import { useSession } from './store'

const wanted = { fullPath: '/uploads', meta: {} } as RouteLocationNormalized
const session = { person: { uid: 'p1', username: 'wangwei', name: '王伟', post: null }, permissions: [] } as unknown as Schema<'Session'>

beforeEach(async () => {
  await Promise.all([db.settings.clear(), db.drafts.clear(), db.outbox.clear()])
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
  get.mockRejectedValue(new Problem({ code: 'not_signed_in' }, 401))

  await useSession().load()

  expect(useSession().session).toBeNull()
  expect(await guardSession(wanted)).toEqual({ name: 'sign-in', query: { to: '/uploads' } })
})

test('a session that ended during a visit leaves the visit open to who made it', async () => {
  const get = vi.spyOn(api, 'get').mockResolvedValueOnce(session)
  await useSession().load()
  await db.drafts.add({ uid: 'd1', task: 't1', person: 'p1', state: 'editing' } as unknown as DraftRow)
  setActivePinia(createPinia())
  get.mockRejectedValueOnce(new Problem({ code: 'not_signed_in' }, 401))

  expect(await guardSession(wanted)).toBe(true)
  await vi.waitFor(() => expect(useSession().isExpired).toBe(true))
  expect([useSession().person?.name, useSession().isConfirmed]).toEqual(['王伟', false])
})
