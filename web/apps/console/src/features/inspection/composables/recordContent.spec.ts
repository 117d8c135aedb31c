import type { SnapshotRow } from '@zhijian/forms'
import { expect, test } from 'vitest'

import { readContent, sectionsOf, warningsOf, type RecordContent } from './recordContent'

function row(no: string, section: string, answer: string, note = ''): SnapshotRow {
  return { section, item: `q${no}`, no, mark: '', level: '一般项', text: `问题${no}`, answer, note, fixed: '', evidence: [], basis: '' }
}

const rows = [row('1.1', '一、资质', '是'), row('1.2', '一、资质', '否', '许可证过期'), row('2.1', '二、人员', '否'), row('2.2', '二、人员', '合理缺项')]

test('rows stand under their section in the order of the form, with the number of 否', () => {
  expect(sectionsOf(rows).map((one) => [one.title, one.rows.length, one.wrong])).toEqual([
    ['一、资质', 2, 1],
    ['二、人员', 2, 1],
  ])
})

test('only what is wrong is left when asked, and sections without it go', () => {
  const found = sectionsOf([...rows, row('3.1', '三、设备', '是')], true)

  expect(found.map((one) => one.rows.map((each) => each.no))).toEqual([['1.2'], ['2.1']])
})

test('a record without a round has no content', () => {
  expect(readContent({})).toBeNull()
  expect(readContent({ snapshot: { rows: [] } })).not.toBeNull()
})

test('odd clocks and captures that never came are told as sentences', () => {
  const content = { flags: { clock: ['device_clock_wrong'], clock_difference_s: -400, missing_captures: [3, 4] } } as unknown as RecordContent

  expect(warningsOf(content)).toEqual(['设备时间与服务器相差超过 5 分钟', '设备时间慢 400 秒', '证据编号 3、4 没有收到'])
  expect(warningsOf({ flags: { clock: [], clock_difference_s: 2, missing_captures: [] } } as unknown as RecordContent)).toEqual([])
})

test('a visit that is said to have begun before its task was sent out is told', () => {
  const content = { flags: { clock: ['before_task'], clock_difference_s: 0, missing_captures: [] } } as unknown as RecordContent

  expect(warningsOf(content)).toEqual(['记录的开始时间早于任务派发，请核对实际检查时间'])
})
