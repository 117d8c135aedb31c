/** What the phone flow needs beyond the shared vectors. */

import { describe, expect, it } from 'vitest'
import { evaluate, openQuestions, sampleItems, type Answers } from '../src/index'
import { preset } from './shared'

const catering = preset('cy-rc.json')

describe('本节其余为是', () => {
  it('answers the whole catering form with one tap for each of its six sections', () => {
    const answers: Answers = {}

    for (const section of catering.sections) {
      for (const id of openQuestions(catering, answers, section.id)) answers[id] = { value: 'yes' }
    }

    expect(catering.sections).toHaveLength(6)
    expect(evaluate(catering, answers)).toMatchObject({ verdict: '符合', complete: true, counts: { yes: 38 } })
  })

  it('leaves what is answered already, and what belongs to other sections', () => {
    const answers: Answers = { C01: { value: 'no', evidence: ['p'] }, C03: { value: 'na', note: '首次检查' } }

    expect(openQuestions(catering, answers, 's1')).toEqual(['C02', 'C04'])
  })

  it('does not touch items that were not drawn', () => {
    expect(openQuestions(catering, {}, 's1', ['C02', 'C05'])).toEqual(['C02'])
  })
})

describe('the evaluator is total', () => {
  it.each([undefined, null, 0, 'x', [], [[]], { C01: undefined }, { C01: { value: Symbol('x') } }, { C01: () => 1 }])(
    'judges %o without an exception',
    (answers) => {
      const judged = evaluate(catering, answers)

      expect(judged.counts).toMatchObject({ total: 38, unanswered: 38 })
      expect(judged.complete).toBe(false)
    },
  )
})

describe('a draw', () => {
  it('refuses what is no seed', async () => {
    await expect(sampleItems(catering, 'not a seed')).rejects.toThrow(RangeError)
  })

  it('takes every item when the form does not sample', async () => {
    expect(await sampleItems(catering, 'ab'.repeat(32))).toHaveLength(38)
  })
})
