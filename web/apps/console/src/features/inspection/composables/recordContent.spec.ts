import type { SnapshotRow } from '@zhijian/forms'
import { expect, test } from 'vitest'

import { factsOf, readContent, sectionsOf, warningsOf, type RecordContent } from './recordContent'

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

test('the facts of a transfer name every 否 with its note', () => {
  expect(factsOf(rows)).toBe('第1.2项 问题1.2：许可证过期；\n第2.1项 问题2.1')
  expect(factsOf([row('1', '一', '是')])).toBe('')
  expect(factsOf([{ ...row('1', '一', '否', '当场改正。'), text: '证照公示。' }])).toBe('第1项 证照公示：当场改正。')
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
