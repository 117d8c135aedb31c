// @vitest-environment node
import { beforeAll, describe, expect, it } from 'vitest'
import { drawResult, hashText, hashValue, Impossible, verifyDraw } from '../src'
import type { DrawDocument, DrawResult } from '../src'
import { numberedDocument } from './cases'

type Finished = DrawDocument & { result: DrawResult }

const genuine: Finished[] = []

beforeAll(async () => {
  for (let number = 1; genuine.length < 75; number++) {
    const document = await numberedDocument(number)
    try {
      const result = await drawResult(document.libraries, document.parameters, document.seed!)
      genuine.push({ ...document, result })
    } catch (error) {
      if (!(error instanceof Impossible)) throw error
    }
  }
})

const forgeries: Record<string, [failing: string, forge: (document: Finished, turn: number) => void | Promise<void>]> = {
  'one drawn object is exchanged for another': [
    'result',
    ({ result, libraries }) => {
      const drawn = new Set(result.groups.flatMap((group) => group.objects))
      result.groups[0]!.objects[0] = libraries.objects.find((row) => !drawn.has(row.uid))?.uid ?? 'nobody'
    },
  ],
  'two officers change groups': [
    'result',
    ({ result: { groups } }) => {
      const [one, two] = [groups[0]!.officers, groups[1]!.officers]
      ;[one[1], two[1]] = [two[1]!, one[1]!]
    },
  ],
  'the result is trimmed': ['result', ({ result }) => void result.groups.pop()],
  'an object is dropped from a group': ['result', ({ result }) => void result.groups[0]!.objects.pop()],
  'something is added to the result': ['result', ({ result }) => void Object.assign(result, { note: 'x' })],
  'a name is changed after the commitment': [
    'fingerprints.objects',
    ({ libraries: { objects } }, turn) => void (objects[turn % objects.length]!.name = '改名店'),
  ],
  'an object joins the library': [
    'fingerprints.objects',
    ({ libraries: { objects } }) => void objects.push({ ...objects[0]!, uid: 'obj-999999' }),
  ],
  'an officer leaves the library': ['fingerprints.officers', ({ libraries }) => void libraries.officers.pop()],
  'a recusal is added': [
    'fingerprints.officers',
    ({ libraries: { officers } }, turn) => void officers[turn % officers.length]!.conflicts.push('obj-000099'),
  ],
  'a parameter is changed': ['commitment', ({ parameters }) => void (parameters.draw_on = '2026-05-09')],
  'the list is changed together with its fingerprint': [
    'commitment',
    async ({ libraries, fingerprints }) => {
      libraries.officers.pop()
      fingerprints.officers = await hashValue(libraries.officers)
    },
  ],
  'a nonce is changed': ['nonces', (document) => void (document.nonces![1] = '00'.repeat(32))],
  'a nonce is too short though promised': [
    'nonces',
    async (document) => {
      document.nonces![0] = 'ab'.repeat(31)
      document.nonce_hashes[0].sha256 = await hashText(document.nonces![0])
    },
  ],
  'both nonces come from one organisation': [
    'persons',
    ({ nonce_hashes: [one, two] }) => void (two.organisation = one.organisation),
  ],
  'the seed is another': ['seed', (document) => void (document.seed = '0'.repeat(64))],
  'the public value is another': ['seed', (document) => void (document.public_value!.value += ' ')],
  'the value was fetched too early': [
    'public_value',
    (document) => void (document.public_value!.fetched_at = '2026-05-07T13:14:59Z'),
  ],
}

describe('forged documents', () => {
  it('are made from ones that hold', async () => {
    const outcomes = await Promise.all(genuine.map((document) => verifyDraw(document, document.commitment)))

    expect(outcomes.filter(({ ok }) => ok).length).toBe(genuine.length)
    expect(genuine.length * Object.keys(forgeries).length).toBeGreaterThanOrEqual(1000)
  })

  for (const [what, [failing, forge]] of Object.entries(forgeries)) {
    it(`are refused when ${what}`, async () => {
      for (const [turn, document] of genuine.entries()) {
        const forged = structuredClone(document)
        await forge(forged, turn)

        const { ok, checks } = await verifyDraw(forged)

        expect(ok).toBe(false)
        expect(checks.filter((check) => !check.ok).map((check) => check.name)).toContain(failing)
      }
    })
  }

  it('made anew from scratch are told by the commitment noted before', async () => {
    const [announced] = genuine
    const another = structuredClone(announced!)
    another.nonces![0] = 'ab'.repeat(32)
    another.nonce_hashes[0].sha256 = await hashText(another.nonces![0])
    const { format, fingerprints, parameters, nonce_hashes, promised_value, committed_at, redraw_of } = another
    another.commitment = await hashValue({
      format,
      fingerprints,
      parameters,
      nonce_hashes,
      promised_value,
      committed_at,
      redraw_of,
    })
    another.seed = await hashValue({
      commitment: another.commitment,
      public_value: another.public_value!.value,
      nonces: another.nonces,
    })
    another.result = await drawResult(another.libraries, parameters, another.seed)

    const { ok, checks } = await verifyDraw(another, announced!.commitment)

    expect(ok).toBe(false)
    expect(checks.filter((check) => !check.ok).map((check) => check.name)).toEqual(['published_commitment'])
  })

  it('of any other JSON are reported, never thrown', async () => {
    const values: unknown[] = [null, true, 0, Number.POSITIVE_INFINITY, '', '\uD800', [], {}, [[]]]
    values.push(JSON.parse('['.repeat(5000) + ']'.repeat(5000)))
    const [document] = genuine
    const paths = Object.keys(document!) as (keyof DrawDocument)[]

    for (const value of values) {
      expect((await verifyDraw(value)).ok).toBe(false)
      for (const path of paths) {
        if (value === null && path === 'redraw_of') continue
        const { ok, checks } = await verifyDraw({ ...document, [path]: value })
        expect([path, ok]).toEqual([path, false])
        expect(checks.every((check) => check.message.length > 0)).toBe(true)
      }
    }
  })

  it('that are not finished say so', async () => {
    const { checks } = await verifyDraw({ ...genuine[0], public_value: null, nonces: null, seed: null, result: null })

    expect(checks.filter((check) => !check.ok).map((check) => check.name)).toEqual(['seed', 'result'])
  })
})
