import { expect, test } from 'vitest'

import { readText, Unreadable } from '../src'

test('a file reads as it is', () => {
  expect(readText('{"a": [1, -0, {"a": "\\u0061"}], "b": {}}')).toEqual({ a: [1, -0, { a: 'a' }], b: {} })
})

test.each(['{"a": 1, "a": 1}', '{"b": {"a": 1, "\\u0061": 2}}', '[2.0]', '[1e2]', '{"x": [0.5]}'])('%s means different things to different programs', (text) => {
  expect(() => readText(text)).toThrow(Unreadable)
})

test.each(['', '<html>', '{"a": 1,}', '// 注释\n{}', '['.repeat(200_000)])('what is no JSON is told as such (%#)', (text) => {
  expect(() => readText(text)).toThrow('从公示页面下载')
})
