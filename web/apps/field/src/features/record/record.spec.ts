import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'

import ContentView from './components/ContentView.vue'
import { sealSentences, type SignedContent } from './record'

const sealed = (missing: number[], broken: number[]): SignedContent => ({ verdict: '符合', flags: { seals: { missing, broken } } })

test('a record whose captures are sealed and fit, or were never sealed, says nothing', () => {
  expect(sealSentences(sealed([], []))).toEqual([])
  expect(sealSentences({ verdict: '符合' })).toEqual([])
})

test('who countersigns reads which captures were altered before which were never sealed', () => {
  const wrapper = mount(ContentView, { props: { content: sealed([2], [1, 3]) } })

  expect(wrapper.findAll('[role=note]').map((one) => [one.classes(), one.text()])).toEqual([
    [['altered'], '证据 1、3 的设备签封与内容不符：取证以后被改动过，会签前请核对原始设备。'],
    [['note'], '证据 2 没有设备签封，取证以后是否改动过无法由设备证明。'],
  ])
})
