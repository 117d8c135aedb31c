import { Problem } from '@zhijian/api'
import { usePages } from '@zhijian/ui'
import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test } from 'vitest'

import { mountInConsole } from '../testing'
import DataTable from './DataTable.vue'
import { splitActions, type Column } from './table'

interface Row {
  uid: string
  name: string
  fine: string | null
}

const ROWS: Row[] = [
  { uid: 'a', name: '酒都大酒店', fine: '100.00' },
  { uid: 'b', name: '老街酸汤鱼', fine: null },
]
const COLUMNS: readonly Column<Row>[] = [
  { key: 'name', title: '当事人', value: (row) => row.name, sort: 'name' },
  { key: 'fine', title: '罚款（元）', align: 'right', value: (row) => row.fine },
  { key: 'note', title: '备注', value: () => '备注内容', isExtra: true },
]

async function mountTable(props: Record<string, unknown> = {}, read: () => Promise<{ items: Row[]; next?: string }> = async () => ({ items: ROWS })) {
  const list = usePages(read)
  const mounted = await mountInConsole(DataTable as never, {
    props: { name: 'cases', caption: '案件', list, columns: COLUMNS, to: (row: Row) => `/cases/${row.uid}`, ...props },
  })
  await flushPromises()
  return { ...mounted, list }
}

beforeEach(() => localStorage.clear())
afterEach(() => {
  document.body.innerHTML = ''
})

test('the name is a link, an empty cell is a dash, an extra column waits to be picked', async () => {
  const { wrapper } = await mountTable()

  expect(wrapper.findAll('tbody a').map((link) => link.attributes('href'))).toEqual(['/cases/a', '/cases/b'])
  expect(wrapper.findAll('tbody tr')[1]?.findAll('td')[1]?.text()).toBe('—')
  expect(wrapper.text()).not.toContain('备注内容')
})

test('arrow keys move over the rows and Enter opens the current one', async () => {
  const { wrapper, router } = await mountTable()
  const rows = wrapper.findAll('tbody tr')
  wrapper.find<HTMLElement>('tbody tr').element.focus()

  await rows[0]?.trigger('keydown', { key: 'ArrowDown' })
  await flushPromises()
  expect(document.activeElement).toBe(rows[1]?.element)

  await rows[1]?.trigger('keydown', { key: 'Enter' })
  await flushPromises()
  expect(router.currentRoute.value.path).toBe('/cases/b')
})

test('ticked rows are told to the page, and ticks of rows that left the list are dropped', async () => {
  const { wrapper, list } = await mountTable({ selectable: true, selected: ['b', 'gone'] })
  await list.reload()
  await flushPromises()
  expect(wrapper.emitted('update:selected')?.at(-1)).toEqual([['b']])

  await wrapper.find('thead input').trigger('change')
  expect(wrapper.emitted('update:selected')?.at(-1)).toEqual([['a', 'b']])
})

test('a head that sorts asks the server for the order, then for its reverse', async () => {
  const { wrapper } = await mountTable()
  await wrapper.find('.sorter').trigger('click')
  expect(wrapper.emitted('update:sort')?.at(-1)).toEqual(['name'])
  await wrapper.setProps({ sort: 'name' } as never)
  expect(wrapper.find('th').attributes('aria-sort')).toBe('ascending')

  await wrapper.find('.sorter').trigger('click')
  expect(wrapper.emitted('update:sort')?.at(-1)).toEqual(['-name'])
})

test('a failure is told with its code and the rows that were there stay', async () => {
  let isDown = false
  const { wrapper, list } = await mountTable({}, async () => {
    if (isDown) throw new Problem({ code: 'http.unexpected', trace: 'a81f' }, 500)
    return { items: ROWS }
  })
  isDown = true
  await list.reload()
  await flushPromises()

  expect(wrapper.find('[role=alert]').text()).toContain('追踪号 a81f')
  expect(wrapper.findAll('tbody tr')).toHaveLength(2)
})

test('an empty list says so', async () => {
  const { wrapper } = await mountTable({ emptyTitle: '本月没有逾期案件' }, async () => ({ items: [] }))

  expect(wrapper.text()).toContain('本月没有逾期案件')
  expect(wrapper.find('table').exists()).toBe(false)
})

test('two open acts stand as text, more go behind 更多, and closed acts are not shown', () => {
  const actions = ['办理', '退回', '转办', '作废'].map((label) => ({ name: label, label, isOpen: () => label !== '退回' }))

  const { near, far } = splitActions(actions, ROWS[0])

  expect(near.map((action) => action.label)).toEqual(['办理', '转办'])
  expect(far.map((action) => action.label)).toEqual(['作废'])
  expect(splitActions(actions.slice(0, 2), ROWS[0]).far).toEqual([])
})
