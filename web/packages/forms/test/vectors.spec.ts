/** The shared vectors: what the Python engine computes, this engine computes. */

import { describe, expect, it } from 'vitest'
import {
  canonicalJson, definitionHash, diffAnswers, evaluate, sampleItems, sha256Hex, snapshot, type Definition, type Evaluation,
} from '../src/index'
import { preset, vectors } from './shared'

function definition(name: string): Definition {
  const found = vectors.definitions[name]
  if (!found) throw new Error(`no definition ${name}`)
  return found
}

/** The judgement reduced to what a case worked out by hand states. */
function summary(judged: Evaluation, wanted: Record<string, unknown>): Record<string, unknown> {
  const figures = Object.keys((wanted['counts'] as object | undefined) ?? {})
  const reduced: Record<string, unknown> = {
    ...judged,
    problems: judged.problems.map((one) => [one.item, one.code]),
    disposition: judged.disposition && judged.disposition.code,
    rectification: judged.rectification.map((one) => one.item),
    counts: Object.fromEntries(figures.map((name) => [name, judged.counts[name as keyof typeof judged.counts]])),
  }
  return Object.fromEntries(Object.keys(wanted).map((name) => [name, reduced[name]]))
}

describe('cases worked out by hand', () => {
  it.each(vectors.cases)('$name', ({ definition: name, answers, drawn, expect: wanted }) => {
    expect(summary(evaluate(definition(name), answers, drawn ?? null), wanted)).toEqual(wanted)
  })
})

describe('snapshots', () => {
  it.each(vectors.snapshots)('$name', ({ definition: name, answers, expect: wanted }) => {
    expect(snapshot(definition(name), answers)).toEqual(wanted)
  })
})

describe('differences', () => {
  it.each(vectors.differences)('$name', ({ mine, theirs, expect: wanted }) => {
    expect(diffAnswers(mine, theirs)).toEqual(wanted)
  })
})

describe('what the Python engine computed', () => {
  it('judges random answers byte for byte the same', async () => {
    const digests = await Promise.all(
      vectors.random.map(async ({ definition: name, answers }) => {
        const digest = await sha256Hex(canonicalJson(evaluate(definition(name), answers)))
        return digest.slice(0, 16)
      }),
    )

    expect(digests).toHaveLength(500)
    expect(digests).toEqual(vectors.random.map((one) => one.digest))
  })

  it('draws the same items from the same seed', async () => {
    const draws = await Promise.all(vectors.samples.map((one) => sampleItems(definition(one.definition), one.seed)))

    expect(draws.length).toBeGreaterThan(30)
    expect(draws).toEqual(vectors.samples.map((one) => one.items))
  })

  it('addresses every form by the same hash', async () => {
    for (const [name, hash] of Object.entries(vectors.hashes)) {
      expect(await definitionHash(definition(name))).toBe(hash)
    }
  })

  it('addresses the preset forms by the same hash', async () => {
    expect(Object.keys(vectors.presets)).toHaveLength(5)
    for (const [name, hash] of Object.entries(vectors.presets)) {
      expect(await definitionHash(preset(name))).toBe(hash)
    }
  })
})
