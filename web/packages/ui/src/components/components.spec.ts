import { Problem } from '@zhijian/api'
import { mount } from '@vue/test-utils'
import { afterEach, expect, test, vi } from 'vitest'
import { nextTick } from 'vue'

import type { DeadlineLevel } from '../deadline'
import DeadlineTag from './DeadlineTag.vue'
import ErrorSummary from './ErrorSummary.vue'
import HashText from './HashText.vue'
import LoadError from './LoadError.vue'
import OfflineBar from './OfflineBar.vue'
import RiskBadge from './RiskBadge.vue'

afterEach(() => {
  vi.unstubAllGlobals()
  document.body.innerHTML = ''
})

test.each<[DeadlineLevel, string | undefined, string, string]>([
  ['normal', undefined, 'calm', '2026-11-20'],
  ['calm', undefined, 'calm', '2026-11-20'],
  ['soon', '还剩 4 个工作日', 'soon', '还剩 4 个工作日2026-11-20'],
  ['urgent', '还剩 1 个工作日', 'urgent', '还剩 1 个工作日2026-11-20'],
  ['late', '逾期 2 天', 'late', '逾期 2 天2026-11-20'],
  ['overdue', undefined, 'late', '已逾期2026-11-20'],
  ['paused', undefined, 'paused', '已中止2026-11-20'],
])('a deadline of level %s is told in words, not by colour alone', (level, text, look, words) => {
  const tag = mount(DeadlineTag, { props: { deadline: { due_on: '2026-11-20', level, text } } })

  expect(tag.text()).toBe(words)
  expect(tag.find('.deadline').classes()).toContain(look)
})

test('no deadline is a dash', () => {
  expect(mount(DeadlineTag, { props: { deadline: null } }).text()).toBe('—')
  expect(mount(DeadlineTag, { props: { deadline: { due_on: null, level: 'none' } } }).text()).toBe('—')
})

test('risk classes differ in letter and shape', () => {
  const badges = (['A', 'B', 'C', 'D'] as const).map((level) => mount(RiskBadge, { props: { level } }))

  expect(badges.map((badge) => badge.text())).toEqual(['A', 'B', 'C', 'D'])
  expect(new Set(badges.map((badge) => badge.find('path').attributes('d'))).size).toBe(4)
  expect(badges[3]?.attributes('aria-label')).toBe('风险 D 级')
})

test('a failure tells what failed, what is safe, what to do, and the code to quote', async () => {
  const writeText = vi.fn(async () => undefined)
  vi.stubGlobal('navigator', { clipboard: { writeText } })
  const problem = new Problem({ code: 'http.unexpected', detail: '系统出了意外。', trace: 'a81f' }, 500)
  const box = mount(LoadError, { props: { problem, what: '检查记录没有保存', safe: '内容已保存在本机。' } })

  for (const words of ['检查记录没有保存：系统出了意外。', '内容已保存在本机。', '请稍后重试', 'http.unexpected · 追踪号 a81f']) {
    expect(box.text()).toContain(words)
  }
  await box.find('.copy').trigger('click')
  expect(writeText).toHaveBeenCalledWith('http.unexpected · 追踪号 a81f')
  await box.find('.again').trigger('click')
  expect(box.emitted('retry')).toHaveLength(1)
})

test('the list of mistakes takes the focus and leads to the field', async () => {
  const field = document.createElement('input')
  field.id = 'fine'
  field.scrollIntoView = () => undefined
  document.body.append(field)
  const summary = mount(ErrorSummary, { props: { mistakes: [] as { target: string; message: string }[] }, attachTo: document.body })

  await summary.setProps({ mistakes: [{ target: 'fine', message: '请填写罚款金额' }] })
  await nextTick()
  expect(document.activeElement).toBe(summary.find('[role=alert]').element)

  await summary.find('a').trigger('click')
  expect(document.activeElement).toBe(field)
})

test('a hash is shown short and copied whole', async () => {
  const writeText = vi.fn(async () => undefined)
  vi.stubGlobal('navigator', { clipboard: { writeText } })
  const hash = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'
  const text = mount(HashText, { props: { hash } })

  expect(text.find('code').text()).toBe('9f86d081…b0f00a08')
  await text.find('button').trigger('click')
  expect(writeText).toHaveBeenCalledWith(hash)
})

test('the offline bar says what still works and announces itself', async () => {
  const bar = mount(OfflineBar, { props: { offline: false, canWork: '检查照常进行。' } })
  expect(bar.text()).toBe('')

  await bar.setProps({ offline: true })

  expect(bar.attributes('role')).toBe('status')
  expect(bar.text()).toContain('检查照常进行。')
})
