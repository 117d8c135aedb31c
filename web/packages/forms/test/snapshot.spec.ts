/** What is written out of the rows that a record keeps. */

import { describe, expect, it } from 'vitest'
import { transferFacts } from '../src/index'

const row = (no: string, answer: string, note = '') => ({ no, text: `问题${no}。`, answer, note })

describe('the facts of a transfer', () => {
  it('name every 否 with its note, a line each, with one full stop at the end', () => {
    const rows = [row('1.1', '是', '不提'), row('1.2', '否', '许可证过期。'), row('2.1', '否'), row('2.2', '合理缺项')]

    expect(transferFacts(rows)).toBe('第1.2项 问题1.2：许可证过期；\n第2.1项 问题2.1。')
  })

  it('are empty when nothing was wrong', () => {
    expect(transferFacts([row('1.1', '是')])).toBe('')
  })
})
