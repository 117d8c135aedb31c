import { expect, test } from 'vitest'

import { answerText, questionsOf } from './held'

test('an answer kept aside reads as one line', () => {
  expect(answerText({ value: 'no', note: '现场未见记录', evidence: ['a', 'b'], fixedOnSite: true })).toBe('否，现场未见记录（证据 2 份，当场整改）')
  expect(answerText({ value: 'na', note: '', evidence: [], fixedOnSite: false })).toBe('合理缺项')
  expect(answerText(null)).toBe('没有回答')
})

test('questions are told by number and text, and a form that is not there tells none', () => {
  const definition = { sections: [{ items: [{ id: 'q1', no: '1.1', text: '公示许可证' }] }] }

  expect(questionsOf(definition as never).get('q1')).toBe('1.1 公示许可证')
  expect(questionsOf(null).size).toBe(0)
})
