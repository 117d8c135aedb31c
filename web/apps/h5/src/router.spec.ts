import { expect, test } from 'vitest'
import { createMemoryHistory } from 'vue-router'

import { createPublicRouter } from './router'

test.each([
  ['/h5', 'home'],
  ['/h5/', 'home'],
  ['/verify', 'verify'],
  ['/v/AB12CD', 'verification'],
  ['/h5/nowhere', 'not-found'],
])('%s leads to %s', (path, name) => {
  expect(createPublicRouter(createMemoryHistory()).resolve(path).name).toBe(name)
})
