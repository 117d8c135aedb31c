import { expect, test } from 'vitest'

import { pathOf, withStep } from './codePath'

test('a path in the address leads back to the same levels', () => {
  const path = pathOf(withStep(pathOf(withStep([], { code: '52', name: '贵州省' })), { code: '5203', name: '遵义!市~' }))

  expect(path).toEqual([
    { code: '52', name: '贵州省' },
    { code: '5203', name: '遵义市' },
  ])
})

test.each([[undefined], [''], [['a']], ['!~!']])('%o is the top', (text) => {
  expect(pathOf(text)).toEqual([])
})
