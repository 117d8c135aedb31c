import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope } from 'vue'

import { nameAt, useRolling } from './useRolling'

const RESULT = [{ no: 1, officers: ['王伟', '李娜'], objects: ['甲店', '乙店'] }]
const NAMES = { officers: ['张三', '王伟', '李娜'], objects: ['丙店', '甲店', '乙店', '丁店'] }

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function roll(isStill = false) {
  const scope = effectScope()
  const rolling = scope.run(() => useRolling(() => RESULT, () => NAMES, isStill))
  if (rolling === undefined) throw new Error('no scope')
  return { ...rolling, end: () => scope.stop() }
}

test('names change while it rolls, with as many places as the result has', () => {
  const { groups, end } = roll()
  const first = groups.value[0]?.objects
  vi.advanceTimersByTime(70)

  expect(groups.value[0]?.objects).not.toEqual(first)
  expect(groups.value[0]?.officers).toHaveLength(2)
  end()
})

test('whenever it is stopped, it shows the result that was fixed before', () => {
  for (const wait of [0, 70, 5000]) {
    const { groups, stop, end } = roll()
    vi.advanceTimersByTime(wait)
    stop()

    expect(groups.value).toEqual(RESULT)
    vi.advanceTimersByTime(1000)
    expect(groups.value).toEqual(RESULT)
    end()
  }
})

test('for who wants no motion nothing moves before the result is shown', () => {
  const { groups, stop, end } = roll(true)
  vi.advanceTimersByTime(5000)

  expect(groups.value[0]?.objects).toEqual(['· · ·', '· · ·'])
  stop()
  expect(groups.value).toEqual(RESULT)
  end()
})

test('a place without names stays empty', () => {
  expect(nameAt([], 3, 1)).toBe('')
})
