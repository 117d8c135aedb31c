// @vitest-environment node
import { readFileSync } from 'node:fs'

import { expect, test } from 'vitest'

import { type DrawDocument, hashValue, verifyDraw } from '../src'
import { appearance, hasSigned } from '../src/beacons'

const { documents } = JSON.parse(
  readFileSync(new URL('../../../../src/zhijian/business/inspection/tests/draw_vectors.json', import.meta.url), 'utf-8'),
) as { documents: DrawDocument[] }
const published = documents.at(-1)!

/** The same draw with other promises or values, sealed anew as a forger would. */
async function resealed(change: (document: DrawDocument) => void): Promise<DrawDocument> {
  const forged = structuredClone(published)
  change(forged)
  const { format, fingerprints, parameters, nonce_hashes, promised_value, committed_at, redraw_of } = forged
  forged.commitment = await hashValue({ format, fingerprints, parameters, nonce_hashes, promised_value, committed_at, redraw_of })
  forged.seed = await hashValue({ commitment: forged.commitment, public_value: forged.public_value!.value, nonces: forged.nonces })
  return forged
}

async function failing(document: DrawDocument): Promise<string[]> {
  return (await verifyDraw(document)).checks.filter((check) => !check.ok && check.name !== 'result').map((check) => check.name)
}

test('the network signs each round and nothing else', async () => {
  const known = 'b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b'

  expect(await hasSigned(657413, known)).toBe(true)
  expect(await hasSigned(657414, known)).toBe(false)
  for (const wrong of ['', '0'.repeat(96), `c${'0'.repeat(95)}`, known.slice(0, -1) + '0']) expect(await hasSigned(657413, wrong)).toBe(false)
  expect(appearance(1000)).toBe('2023-08-23T15:59:24Z')
})

test('an invented value is refused although everything was sealed anew around it', async () => {
  expect(await failing(await resealed(() => {}))).toEqual([])
  expect(await failing(await resealed(({ public_value }) => void (public_value!.value = 'ab'.repeat(32))))).toEqual(['signature'])
  expect(await failing(await resealed(({ public_value }) => void (public_value!.signature = null)))).toEqual(['format'])
})

test('a round that was known long before, or that is no round, is refused', async () => {
  for (const identifier of ['999', '第1000轮', '01000']) {
    expect(await failing(await resealed(({ promised_value }) => void (promised_value.identifier = identifier)))).toEqual(['promised_round', 'signature'])
  }
})
