import { expect, test } from 'vitest'

import { networkProblem, Problem, toProblem, whatToDo } from './problems'

test.each([
  [new Problem({ code: 'x', facts: { todo: '请先上传照片。' } }, 409), '请先上传照片。'],
  [new Problem({ code: 'too_many', facts: { retry_after_s: 12.2 } }, 429), '请在 13 秒后重试。'],
  [networkProblem('network.unreachable'), '请检查网络后重试。'],
  [new Problem({}, 403), '需要权限时，请联系本单位的安全管理员。'],
  [new Problem({}, 412), '请刷新页面，核对最新内容后再办。'],
  [new Problem({}, 500), '请稍后重试；反复出现时，把代码和追踪号告诉管理员。'],
])('each problem says what to do', (problem, sentence) => {
  expect(whatToDo(problem)).toBe(sentence)
})

test('what is not a problem of the server is told as a fault of the page', () => {
  const problem = toProblem(new RangeError('boom'))

  expect(problem).toMatchObject({ code: 'app.unexpected', facts: { cause: 'boom' } })
  expect(toProblem(problem)).toBe(problem)
})

test('marks on fields that are not marks are left out', () => {
  const problem = new Problem({ facts: { fields: [{ field: 'a', message: 'b', kind: 'c' }, 7, null] } }, 422)

  expect(problem.fields).toEqual([{ field: 'a', message: 'b', kind: 'c' }])
})
