import { expect, test } from 'vitest'

import { mistakeIn } from './resultCodes'

const LIST = [
  { code: '1', label: '未发现问题', needs_detail: false },
  { code: '5', label: '违反其他部门相关规定', needs_detail: true },
  { code: '7', label: '已关闭停业或正在组织清算', needs_detail: false },
]

test('nothing chosen cannot be published', () => {
  expect(mistakeIn([], '', LIST)).toBe('请选择抽查结果。')
})

test('未发现问题 stands alone', () => {
  expect(mistakeIn(['1'], '', LIST)).toBe('')
  expect(mistakeIn(['1', '7'], '', LIST)).toContain('不能与其他结果同时选择')
})

test('results that need a detail are not published without one', () => {
  expect(mistakeIn(['5'], '  ', LIST)).toContain('请填写具体情况')
  expect(mistakeIn(['5'], '限期整改，十二月一日复查', LIST)).toBe('')
  expect(mistakeIn(['7'], '', LIST)).toBe('')
})
