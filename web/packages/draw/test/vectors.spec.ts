// @vitest-environment node
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { drawResult, hashValue, Impossible, verifyDraw } from '../src'
import type { DrawDocument } from '../src'
import { numberedDocument } from './cases'

interface Vectors {
  numbered: [commitment: string, seed: string, outcome: string][]
  documents: DrawDocument[]
}

const vectors = JSON.parse(
  readFileSync(
    new URL('../../../../src/zhijian/business/inspection/tests/draw_vectors.json', import.meta.url),
    'utf-8',
  ),
) as Vectors

async function outcomeOf(document: DrawDocument): Promise<string> {
  try {
    return await hashValue(await drawResult(document.libraries, document.parameters, document.seed!))
  } catch (error) {
    if (error instanceof Impossible) return error.kind
    throw error
  }
}

describe('the second program against what the first one computed', () => {
  it('recomputes more than a thousand draws byte for byte, and every impossibility', async () => {
    const computed: Vectors['numbered'] = []
    for (let number = 1; number <= vectors.numbered.length; number++) {
      const document = await numberedDocument(number)
      computed.push([document.commitment, document.seed!, await outcomeOf(document)])
    }

    expect(computed.filter(([, , outcome]) => outcome.length === 64).length).toBeGreaterThanOrEqual(1000)
    expect(computed).toEqual(vectors.numbered)
  }, 120_000)

  it('verifies whole documents as they were published', async () => {
    for (const document of vectors.documents) {
      const { ok, checks } = await verifyDraw(document, document.commitment)

      expect(checks.filter((check) => !check.ok)).toEqual([])
      expect(ok).toBe(true)
    }
    expect(vectors.documents.length).toBeGreaterThanOrEqual(3)
  })
})
