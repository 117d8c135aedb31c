/** 关怀版: larger type and wider lines, remembered on this device. */
import { shallowRef, watchEffect } from 'vue'

const KEPT = 'zhijian.care'

/** `isOn` follows the person's choice and sets `data-care` on the page. */
export function useCare() {
  const isOn = shallowRef(localStorage.getItem(KEPT) === 'on')
  watchEffect(() => {
    document.documentElement.dataset['care'] = isOn.value ? 'on' : 'off'
    localStorage.setItem(KEPT, isOn.value ? 'on' : 'off')
  })
  return { isOn }
}
