import { mount } from '@vue/test-utils'
import { afterEach, expect, test, vi } from 'vitest'
import { h } from 'vue'

import { mountInConsole } from '../testing'
import { useShortcuts } from './shortcuts'
import SideMenu from './SideMenu.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

test('keys work alone and in sequence, but not while somebody types', () => {
  const search = vi.fn()
  const todo = vi.fn()
  const page = mount(
    {
      setup() {
        useShortcuts([
          { keys: '/', does: '', run: search },
          { keys: 'g t', does: '', run: todo },
        ])
        return () => h('input')
      },
    },
    { attachTo: document.body },
  )
  const press = (key: string, target: EventTarget = document.body): void => {
    target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
  }

  press('/')
  press('g')
  press('t')
  press('t')
  press('/', page.element)
  expect([search.mock.calls.length, todo.mock.calls.length]).toEqual([1, 1])

  page.unmount()
  press('/')
  expect(search).toHaveBeenCalledTimes(1)
})

test('the menu marks the deepest entry of the current page and opens other systems in a new window', async () => {
  const items = [
    { key: 'home', title: '工作台', path: '/' },
    { key: 'ins', title: '监督检查', children: [{ key: 'task', title: '检查任务', path: '/inspection/tasks', count: 120 }] },
    { key: 'out', title: '省局系统', path: 'https://province.example/' },
  ]
  const { wrapper } = await mountInConsole(SideMenu, { props: { items, folded: false }, at: '/inspection/tasks/7' })

  expect(wrapper.find('[aria-current=page]').text()).toBe('检查任务99+')
  expect(wrapper.find('details').attributes('open')).toBeDefined()
  expect(wrapper.find('a[target=_blank]').attributes('rel')).toContain('noopener')
})
