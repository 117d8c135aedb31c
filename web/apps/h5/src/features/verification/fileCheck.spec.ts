import { api, type Schema } from '@zhijian/api'
import { afterEach, expect, test, vi } from 'vitest'

import { LARGEST_PAPER, sha256Of, useFileCheck } from './fileCheck'

afterEach(() => vi.restoreAllMocks())

const paper = { outcome: 'unknown' } as Schema<'PaperCheck'>

test('a file is hashed here as everybody would hash it', async () => {
  expect(await sha256Of(new Blob(['abc']))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})

test('one altered byte gives another hash', async () => {
  expect(await sha256Of(new Blob(['abd']))).not.toBe(await sha256Of(new Blob(['abc'])))
})

test('a file is asked about and both answers stand side by side', async () => {
  const post = vi.spyOn(api, 'post').mockResolvedValue(paper as never)
  const check = useFileCheck()

  await check.check(new File(['abc'], 'a.pdf'))

  expect(post).toHaveBeenCalledOnce()
  expect(check.paper.value).toEqual(paper)
  expect(check.hash.value).toMatch(/^ba7816bf/)
})

test('a file larger than any paper is not sent at all', async () => {
  const post = vi.spyOn(api, 'post')
  const check = useFileCheck()
  const large = new File(['abc'], 'a.pdf')
  Object.defineProperty(large, 'size', { value: LARGEST_PAPER + 1 })

  await check.check(large)

  expect(post).not.toHaveBeenCalled()
  expect(check.refusal.value).toContain('20 MB')
})
