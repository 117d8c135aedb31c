/** What component tests of the console need around a component: router, store and a signed-in person. */
import { api, type Schema } from '@zhijian/api'
import { mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { vi } from 'vitest'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'

import { useSession } from './session/store'

export function makeSession(overrides: Partial<Schema<'Session'>> = {}): Schema<'Session'> {
  return {
    person: { uid: 'p1', username: 'wangwei', name: '王伟', post: '队员' },
    organisation: { uid: 'o1', name: '仁怀分局' },
    roles: ['检查人员'],
    permissions: [],
    menu: [],
    demo: false,
    notices: 0,
    ...overrides,
  }
}

/** A memory router that accepts every address. */
export function makeRouter(): Router {
  return createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: { render: () => null } }] })
}

/** A store whose server knows this session. */
export async function signInAs(session: Schema<'Session'> = makeSession()) {
  const pinia = createPinia()
  setActivePinia(pinia)
  vi.spyOn(api, 'get').mockResolvedValue(session)
  const store = useSession()
  await store.load()
  return { pinia, store }
}

/** Mounts with router and a signed-in person; gives both beside the wrapper. */
export async function mountInConsole<Props extends Record<string, unknown>>(
  component: Parameters<typeof mount>[0],
  options: { props?: Props; slots?: Record<string, unknown>; at?: string } = {},
) {
  const { pinia } = await signInAs()
  const router = makeRouter()
  await router.push(options.at ?? '/')
  const wrapper = mount(component, {
    props: options.props as never,
    slots: options.slots as never,
    global: { plugins: [pinia, router] },
    attachTo: document.body,
  })
  return { wrapper, router }
}
