import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, test } from 'vitest'

import { mountInConsole } from '../testing'
import ConfirmDialog from './ConfirmDialog.vue'
import FileDrop from './FileDrop.vue'
import ReasonDialog from './ReasonDialog.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

function button(label: string): HTMLButtonElement {
  const found = [...document.querySelectorAll('button')].find((one) => one.textContent?.trim() === label)
  if (found === undefined) throw new Error(`no button ${label}`)
  return found
}

function type(selector: string, text: string): void {
  const field = document.querySelector<HTMLInputElement>(selector)
  if (field === null) throw new Error(`no field ${selector}`)
  field.value = text
  field.dispatchEvent(new Event('input'))
}

test('an irreversible act waits for its typed word', async () => {
  const { wrapper } = await mountInConsole(ConfirmDialog, {
    props: { modelValue: true, title: '作废文书', object: '仁市监责改〔2026〕112号', word: '作废', confirmLabel: '作废' },
  })
  await flushPromises()
  expect(document.body.textContent).toContain('仁市监责改〔2026〕112号')
  expect(button('作废').disabled).toBe(true)

  type('.el-dialog input', '作 废')
  await flushPromises()
  expect(button('作废').disabled).toBe(true)
  type('.el-dialog input', '作废')
  await flushPromises()
  button('作废').click()

  expect(wrapper.emitted('confirm')).toHaveLength(1)
})

test('a reason that is too short says so instead of leaving the button dumb', async () => {
  const { wrapper } = await mountInConsole(ReasonDialog, {
    props: { modelValue: true, title: '退回', minLength: 4, phrases: ['缺少当事人签名。'] },
  })
  await flushPromises()
  expect(button('提交').disabled).toBe(true)
  expect(document.body.textContent).toContain('理由至少 4 个字')

  button('缺少当事人签名。').click()
  await flushPromises()
  button('提交').click()

  expect(wrapper.emitted('confirm')).toEqual([['缺少当事人签名。']])
})

test('Ctrl+Enter in the box sends a reason once', async () => {
  const { wrapper } = await mountInConsole(ReasonDialog, { props: { modelValue: true, title: '退回', phrases: ['缺少当事人签名。'] } })
  await flushPromises()
  button('缺少当事人签名。').click()
  await flushPromises()

  document.querySelector('.el-dialog textarea')?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, bubbles: true }))

  expect(wrapper.emitted('confirm')).toEqual([['缺少当事人签名。']])
})

test('files are sent one after the other, too large ones are refused by name, failed ones can be tried again', async () => {
  const sent: string[] = []
  let isDown = true
  const { wrapper } = await mountInConsole(FileDrop as never, {
    props: {
      multiple: true,
      maxBytes: 10,
      send: async (file: File) => {
        sent.push(file.name)
        if (file.name === 'b.jpg' && isDown) throw new TypeError('line is dead')
        return `stored ${file.name}`
      },
    },
  })
  const input = wrapper.find<HTMLInputElement>('input[type=file]')
  const files = [new File(['1'], 'a.jpg'), new File(['2'], 'b.jpg'), new File(['x'.repeat(11)], 'big.mp4')]
  Object.defineProperty(input.element, 'files', { value: files })

  await input.trigger('change')
  await flushPromises()
  expect(sent).toEqual(['a.jpg', 'b.jpg'])
  expect(wrapper.find('[role=alert]').text()).toContain('big.mp4 超过 10 B')

  isDown = false
  button('重试').click()
  await flushPromises()
  expect(wrapper.emitted('sent')?.map(([result]) => result)).toEqual(['stored a.jpg', 'stored b.jpg'])
})
