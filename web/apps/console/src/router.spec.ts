import { expect, test } from 'vitest'
import { createMemoryHistory } from 'vue-router'

import { createConsoleRouter, featureRoutes } from './router'

test('every page of every feature has its own name, a title and an absolute path', () => {
  const { inside, bare } = featureRoutes()
  const routes = [...inside, ...bare]

  expect(routes.length).toBeGreaterThan(0)
  expect(new Set(routes.map((route) => route.name)).size).toBe(routes.length)
  expect(new Set(routes.map((route) => route.path)).size).toBe(routes.length)
  expect(routes.filter((route) => !route.path.startsWith('/'))).toEqual([])
  expect(routes.filter((route) => route.redirect === undefined && route.meta?.title === undefined)).toEqual([])
})

test('an address that no feature knows is told as such', () => {
  const router = createConsoleRouter(createMemoryHistory())

  expect(router.resolve('/nowhere/at/all').name).toBe('not-found')
  expect(router.resolve('/worklist?kind=risk').name).toBe('todo')
})
