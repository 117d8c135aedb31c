import { Problem } from '@zhijian/api'
import { expect, test } from 'vitest'

import { useAct } from './useAct'

test('an act keeps its key until it has succeeded, so that pressing again cannot act twice', async () => {
  const keys: string[] = []
  const answers = [new Problem({ code: 'network.unreachable' }, 0), null, null]
  const { run, problem, result } = useAct(async (input: { fine: string }, key: string) => {
    keys.push(key)
    const failure = answers.shift()
    if (failure) throw failure
    return input.fine
  })

  expect(await run({ fine: '100.00' })).toBe(false)
  expect(problem.value?.isOffline).toBe(true)
  expect(await run({ fine: '100.00' })).toBe(true)
  expect([problem.value, result.value]).toEqual([null, '100.00'])
  await run({ fine: '100.00' })

  expect(keys[1]).toBe(keys[0])
  expect(keys[2]).not.toBe(keys[0])
})

test('an act that is running is not started a second time', async () => {
  let finish = (): void => undefined
  let started = 0
  const { run, isRunning } = useAct(() => {
    started += 1
    return new Promise<void>((resolve) => {
      finish = resolve
    })
  })

  const first = run(undefined)
  expect(isRunning.value).toBe(true)
  expect(await run(undefined)).toBe(false)
  finish()

  expect(await first).toBe(true)
  expect([started, isRunning.value]).toEqual([1, false])
})
