import { expect, test } from 'vitest'

import { meaningOf } from './useFillKeys'

const press = (key: string, more: Partial<KeyboardEvent> = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...more })

test('1, 2, 3 answer and n, p move, but never while somebody types', () => {
  expect(meaningOf(press('2'), false)).toEqual({ answer: 1 })
  expect(meaningOf(press('n'), false)).toEqual({ move: 1 })
  expect(meaningOf(press('p'), false)).toEqual({ move: -1 })
  expect(meaningOf(press('2'), true)).toBeNull()
  expect(meaningOf(press('n'), true)).toBeNull()
})

test('Ctrl+Enter sends also while typing; browser shortcuts stay the browser’s', () => {
  expect(meaningOf(press('Enter', { ctrlKey: true }), true)).toEqual({ submit: true })
  expect(meaningOf(press('1', { ctrlKey: true }), false)).toBeNull()
  expect(meaningOf(press('x'), false)).toBeNull()
})
