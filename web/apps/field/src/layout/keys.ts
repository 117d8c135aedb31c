/** What the frame hands to the pages inside it. */
import type { useConnection } from '@zhijian/ui'
import { inject, type InjectionKey } from 'vue'

import type { useUpdate } from '../update'

export const connectionKey: InjectionKey<ReturnType<typeof useConnection>> = Symbol('connection')
export const updateKey: InjectionKey<ReturnType<typeof useUpdate>> = Symbol('update')

/** A value that the frame always provides. */
export function injected<T>(key: InjectionKey<T>): T {
  const value = inject(key)
  if (value === undefined) throw new Error('this page must stand inside FieldLayout')
  return value
}
