import type { Schema } from '@zhijian/api'
import type { Definition } from '@zhijian/forms'
import { expect, test } from 'vitest'

import { fromReturned, judge, mistakesIn, newDraft, nextNumber, proposedPeriod, toSubmission, type FillDraft } from './fillDraft'
import type { RecordContent } from './recordContent'

const FORM: Definition = {
  schema: 'inspect-form/1',
  code: 'T',
  version: 1,
  title: '测试表',
  applies: { classes: ['CY'], kinds: ['daily'] },
  sections: [
    {
      id: 's1',
      title: '一、资质',
      items: [
        { id: 'q1', no: '1.1', text: '许可证有效', level: 'key', onNo: { order: '立即停止经营并办理许可', days: 5, unit: 'working' } },
        { id: 'q2', no: '1.2', text: '公示许可证', visible: { op: 'eq', q: 'q1', v: 'yes' }, onNo: { order: '公示', days: 1, unit: 'working', onSiteFix: true } },
        { id: 'q3', no: '1.3', text: '环境整洁', na: { allowed: true }, onNo: { order: '清扫', days: 10, unit: 'working', onSiteFix: true } },
      ],
    },
  ],
  verdict: [{ if: { op: 'gt', n: 'no', v: 0 }, result: '不符合' }, { else: '符合' }],
  disposition: [{ if: { op: 'gt', n: 'no', v: 0 }, result: 'rectify' }, { else: 'conform' }],
}
const ENTRY = {
  task: { uid: 't', version: 3, form_hash: 'sha256:x', inspection: null, kind_label: '日常检查', matter_name: '餐饮服务' },
  base: { due_on: '2026-12-01', officers: ['a', 'b'], lead: 'a' },
  entity: { legal_person: '赵大' },
} as unknown as Schema<'PackageTaskOut'>
const NOW = '2026-11-24T01:00:00Z'
const SENT = { device: '电脑', ended_at: '2026-11-24T02:00:00Z', isReinspection: false }

function draft(answers: FillDraft['answers'], overrides: Partial<FillDraft> = {}): FillDraft {
  const made = newDraft(ENTRY, NOW)
  return {
    ...made,
    notice: { ...made.notice, certificates_shown: true, avoidance_asked: true },
    signer: { name: '赵大', role: '', signature: 'sig' },
    answers,
    ...overrides,
  }
}
const say = (value: string, more: Partial<FillDraft['answers'][string]> = {}) => ({ value, note: '', evidence: [], fixed_on_site: false, ...more })

test('a fresh draft has a uid of its own and asks for notice, answers and a signature', () => {
  const targets = mistakesIn(FORM, newDraft(ENTRY, NOW), false).map((one) => one.target)

  expect(targets).toEqual(['notice-certificates', 'notice-avoidance', 'item-q1', 'item-q3', 'signer-name', 'signature'])
  expect(newDraft(ENTRY, NOW).uid).not.toBe(newDraft(ENTRY, NOW).uid)
})

test('a whole record has nothing to mend and carries what the task was when it was fetched', () => {
  const filled = draft({ q1: say('yes'), q2: say('yes'), q3: say('yes') })
  const sent = toSubmission(FORM, filled, SENT)

  expect(mistakesIn(FORM, filled, false)).toEqual([])
  expect(sent.base).toEqual(ENTRY.base)
  expect(sent.rectification).toBeNull()
  expect(sent.signer).toEqual({ name: '赵大', role: '', signature: 'sig' })
})

test('answers of hidden items stay in the draft and are not sent', () => {
  const filled = draft({ q1: say('no'), q2: say('yes'), q3: say('yes') })

  expect(Object.keys(toSubmission(FORM, filled, SENT).answers)).toEqual(['q1', 'q3'])
  expect(filled.answers['q2']).toBeDefined()
})

test('what is wrong and not put right on the spot is ordered, with the proposed text and the longest period', () => {
  const filled = draft({ q1: say('no'), q3: say('no', { fixed_on_site: true }) }, { order: { length: 5, unit: 'working_days', texts: {} } })

  expect(toSubmission(FORM, filled, SENT).rectification).toEqual({ length: 5, unit: 'working_days', items: [{ item: 'q1', order: '立即停止经营并办理许可' }] })
  expect(proposedPeriod(judge(FORM, draft({ q1: say('no'), q3: say('no') })))).toEqual({ length: 10, unit: 'working_days' })
})

test('a re-inspection orders nothing anew', () => {
  const filled = draft({ q1: say('no'), q3: say('yes') })

  expect(toSubmission(FORM, filled, { ...SENT, isReinspection: true }).rectification).toBeNull()
})

test('a refusal to sign needs its reason and a witness, and replaces the signature', () => {
  const answers = { q1: say('yes'), q2: say('yes'), q3: say('yes') }
  const refused = draft(answers, { signing: 'refuse' })

  expect(mistakesIn(FORM, refused, false).map((one) => one.target)).toEqual(['refusal-reason', 'refusal-witness'])
  expect(toSubmission(FORM, draft(answers, { signing: 'refuse', refusal: { reason: '拒绝签字', witness: '钱二' } }), SENT)).toMatchObject({
    signer: null,
    refusal: { reason: '拒绝签字', witness: '钱二', video: null },
  })
})

test('where nobody could be inspected, only the circumstances are sent', () => {
  const blank = draft({ q1: say('no') }, { could_not_inspect: '已停业，无人在场' })

  expect(mistakesIn(FORM, blank, false)).toEqual([])
  expect(toSubmission(FORM, blank, SENT)).toMatchObject({ answers: {}, rectification: null, signer: null, could_not_inspect: '已停业，无人在场' })
})

test('captures are numbered without gaps, thrown-away ones keep their number, and thumbnails stay here', () => {
  const capture = (number: number, discarded: boolean) =>
    ({ uid: `c${number}`, number, sha256: 'f', kind: 'photo', item: 'q1', caption: '', taken_at: NOW, discarded: discarded ? { reason: '模糊', at: NOW } : null, thumbnail: 'data:' }) as const
  const filled = draft({ q1: say('yes'), q2: say('yes'), q3: say('yes') }, { captures: [capture(1, true), capture(2, false)] })
  const sent = toSubmission(FORM, filled, SENT)

  expect(nextNumber(filled)).toBe(3)
  expect(sent.last_number).toBe(2)
  expect(sent.captures?.[0]).toMatchObject({ number: 1, discarded: { reason: '模糊' } })
  expect(sent.captures?.every((one) => !('thumbnail' in one))).toBe(true)
})

test('a record that was sent back goes on under its uid with its answers; the signature is given anew', () => {
  const entry = { ...ENTRY, task: { ...ENTRY.task, inspection: 'r1' } } as typeof ENTRY
  const content = {
    notice: { shown_at: NOW, certificates_shown: true, purpose: '日常', avoidance_asked: true, avoidance_reason: '', representative: { name: '钱二', role: '店长', phone: '' }, signature: 'old' },
    answers: { q1: say('yes') },
    rectification: null,
    opinion: '', entity_opinion: '无异议', serious: false, could_not_inspect: '',
    refusal: null,
    signer: { name: '钱二', role: '店长', signature: 'old' },
    evidence: [{ uid: 'c1', number: 1 }, { uid: 'old', number: 4 }],
  } as unknown as RecordContent
  const again = fromReturned(entry, content, NOW)

  expect(again.uid).toBe('r1')
  expect(again.answers['q1']?.value).toBe('yes')
  expect(again.signer).toEqual({ name: '钱二', role: '店长', signature: '' })
  expect(nextNumber(again)).toBe(5)
})
