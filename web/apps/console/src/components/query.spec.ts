import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import { h } from 'vue'

import { makeRouter } from '../testing'
import { readQuery, toParameters, useQuery, type QueryField } from './query'

const FIELDS: readonly QueryField[] = [
  { name: 'q', label: '企业', kind: 'text' },
  { name: 'stage', label: '环节', kind: 'select', options: [{ value: 'filed', label: '已立案' }] },
  { name: 'due', label: '期限', kind: 'dates' },
  { name: 'overdue', label: '只看逾期', kind: 'tick' },
]

test('an address gives back the conditions it holds and nothing that the list does not know', () => {
  const values = readQuery(FIELDS, { q: ' 酒都 ', stage: 'invented', due: '2026-01-01~2026-01-31', overdue: 'yes', other: 'x' })

  expect(values).toEqual({ q: '酒都', stage: '', due: '2026-01-01~2026-01-31', overdue: '' })
})

test('conditions become parameters of the server', () => {
  expect(toParameters(FIELDS, { q: '酒都', stage: '', due: '2026-01-01~2026-01-31', overdue: '1' })).toEqual({
    q: '酒都',
    due_from: '2026-01-01',
    due_to: '2026-01-31',
    overdue: true,
  })
})

test('applying conditions writes them into the address and keeps what is not theirs', async () => {
  const router = makeRouter()
  await router.push('/cases?tab=mine&q=old')
  let query: ReturnType<typeof useQuery> | undefined
  mount(
    {
      setup() {
        query = useQuery(FIELDS)
        return () => h('i')
      },
    },
    { global: { plugins: [router] } },
  )

  await query?.apply({ q: '', stage: 'filed', due: '', overdue: '1' })
  expect(router.currentRoute.value.query).toEqual({ tab: 'mine', stage: 'filed', overdue: '1' })
  expect(query?.active.value.map((filter) => `${filter.label} ${filter.text}`)).toEqual(['环节 已立案', '只看逾期 是'])

  await query?.drop('stage')
  expect(query?.parameters.value).toEqual({ overdue: true })
  await query?.clear()
  expect(router.currentRoute.value.query).toEqual({ tab: 'mine' })
})
