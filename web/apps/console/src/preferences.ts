/** Small choices of a person on this device: folded menu, columns of a table. */
import { shallowRef, watch, type ShallowRef } from 'vue'

import { useSession } from './session/store'

/** A ref that is remembered under the signed-in person's name. `initial` is used when nothing valid is stored. */
export function usePreference<T>(name: string, initial: T): ShallowRef<T> {
  const key = `zhijian.${useSession().session?.person.uid ?? 'anyone'}.${name}`
  const value = shallowRef(read(key, initial))
  watch(value, (now) => localStorage.setItem(key, JSON.stringify(now)))
  return value
}

function read<T>(key: string, initial: T): T {
  const text = localStorage.getItem(key)
  if (text === null) return initial
  try {
    return JSON.parse(text) as T
  } catch {
    return initial
  }
}
