import { afterEach, expect, test } from 'vitest'

import { mountInConsole } from '../../../testing'
import SealNotes from '../components/SealNotes.vue'
import type { RecordContent } from './recordContent'
import { sealNotes } from './sealNotes'

const EVIDENCE = [
  { uid: 'other', number: 2, device: 'phone-2' },
  { uid: 'one', number: 1 },
  { uid: 'two', number: 2 },
  { uid: 'three', number: 3 },
]

function content(seals?: { key: string; missing: number[]; broken: number[] }): RecordContent {
  return { device: 'phone-1', evidence: EVIDENCE, flags: { clock: [], clock_difference_s: 0, missing_captures: [], ...(seals && { seals }) } } as unknown as RecordContent
}

afterEach(() => {
  document.body.innerHTML = ''
})

test('sealed captures that fit, and records from before there were seals, need no word', () => {
  expect(sealNotes(content({ key: 'ab', missing: [], broken: [] }))).toEqual([])
  expect(sealNotes(content())).toEqual([])
})

test('altered captures come first, each with the piece of its own device', () => {
  const notes = sealNotes(content({ key: 'ab', missing: [3], broken: [2] }))

  expect(notes.map((one) => [one.kind, one.captures])).toEqual([
    ['altered', [{ number: 2, uid: 'two' }]],
    ['unsealed', [{ number: 3, uid: 'three' }]],
  ])
})

test('when no capture is sealed one sentence says so without a list', () => {
  const [note, ...others] = sealNotes(content({ key: '', missing: [1, 2, 3], broken: [] }))

  expect(others).toEqual([])
  expect(note?.captures).toEqual([])
  expect(note?.text).toContain('没有设备签封')
})

test('a capture that is not among the evidence is named without a link', () => {
  expect(sealNotes(content({ key: 'ab', missing: [], broken: [9] }))[0]?.captures).toEqual([{ number: 9, uid: null }])
})

test('the page tells which captures were altered and opens them', async () => {
  const { wrapper } = await mountInConsole(SealNotes, { props: { content: content({ key: 'ab', missing: [], broken: [1, 3] }) } })

  expect(wrapper.find('.altered').text().replaceAll(/\s+/g, '')).toMatch(/^证据1、3的设备签封与内容不符/)
  await wrapper.findAll('button')[1]?.trigger('click')
  expect(wrapper.emitted('open')).toEqual([['three']])
})
