import { expect, test } from 'vitest'

import { useRecomputation } from './recomputation'

test('what is no commitment is told as such and nothing is said against the draw', async () => {
  const { run, unreadable, verification } = useRecomputation()

  await run({}, 'abc')
  expect(unreadable.value).toContain('64 位')
  expect(verification.value).toBeNull()

  await run({}, ` ${'A'.repeat(64)} `)
  expect(unreadable.value).toBe('')
  expect(verification.value).not.toBeNull()
})
