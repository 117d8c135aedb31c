import type { DrawDocument } from '@zhijian/draw'
import { expect, test } from 'vitest'

import published from '../../../../../../src/zhijian/business/inspection/tests/draw_vectors.json'
import { lastDay } from './labels'
import { useRecomputation } from './recomputation'
import { namedGroups, namedRefusals, percent, ratesInWords, readJson } from './reading'

const vectors = published as unknown as { documents: DrawDocument[] }
const document = vectors.documents[0]!

test('groups show names from the libraries and mark the leader that the result names', () => {
  const groups = namedGroups(document)!
  const result = document.result as { groups: { leader: string | null; objects: string[] }[] }

  expect(groups).toHaveLength(result.groups.length)
  expect(groups[0]!.objects.map((one) => one.uid)).toEqual(result.groups[0]!.objects)
  expect(groups[0]!.officers.filter((one) => one.isLeader).map((one) => one.uid)).toEqual(result.groups[0]!.leader ? [result.groups[0]!.leader] : [])
  expect(groups.flatMap((group) => group.objects).every((one) => document.libraries.objects.some((row) => row.name === one.name))).toBe(true)
})

test('before the draw there are no groups and nobody is refused', () => {
  const open = { ...document, result: null }

  expect(namedGroups(open)).toBeNull()
  expect(namedRefusals(open)).toEqual({ objects: [], officers: [] })
})

test('thousandths read as percent', () => {
  expect(percent(125)).toBe('12.5%')
  expect(percent(1000)).toBe('100%')
  expect(ratesInWords({ ...document, parameters: { ...document.parameters, rates: { A: 20, B: 50, C: 100, D: 1000 } } })).toBe(
    'D 级 100%，C 级 10%，B 级 5%，A 级 2%',
  )
})

test('a file that is no JSON is refused with what to choose instead', async () => {
  await expect(readJson(new File(['<html>'], 'a.json'))).rejects.toThrow('从公示页面下载')
})

test('a published draw recomputes, and a noted commitment of another draw is told apart', async () => {
  const { verification, run } = useRecomputation()

  await run(document, ` ${document.commitment.toUpperCase()} `)
  expect(verification.value?.ok).toBe(true)

  await run(document, '0'.repeat(64))
  expect(verification.value?.checks.filter((check) => !check.ok).map((check) => check.name)).toEqual(['published_commitment'])
})

test('the last day of a period that ends before a day', () => {
  expect(lastDay('2026-12-26')).toBe('2026-12-25')
  expect(lastDay('2027-01-01')).toBe('2026-12-31')
})
