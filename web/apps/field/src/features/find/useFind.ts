/** Finding an entity: over the downloaded ones always, and at the server when there is a network. */
import { api, Problem } from '@zhijian/api'
import type { EntityCard } from '@zhijian/offline'
import { shallowRef } from 'vue'

import { db } from '../../device/database'
import { initials } from './pinyin'

export interface Found {
  uid: string
  name: string
  detail: string
  isLocal: boolean
}

/** Downloaded entities whose name, code, address or pinyin letters hold the text. */
export async function findLocally(text: string): Promise<Found[]> {
  const wanted = text.trim().toLowerCase()
  if (wanted.length < 2) return []
  const entities = new Map<string, EntityCard>((await db.tasks.toArray()).map((row) => [row.entity.uid, row.entity]))
  return [...entities.values()]
    .filter((one) => [one.name, one.uscc, one.address, initials(one.name)].some((field) => field.toLowerCase().includes(wanted)))
    .map((one) => ({ uid: one.uid, name: one.name, detail: `${one.uscc} ${one.address}`.trim(), isLocal: true }))
}

export function useFind() {
  const found = shallowRef<Found[] | null>(null)
  const note = shallowRef('')
  const isRunning = shallowRef(false)
  let turn = 0

  /** Local hits at once, the server's after them; without a network the note says what was searched. */
  async function find(text: string): Promise<void> {
    turn += 1
    const mine = turn
    isRunning.value = true
    note.value = ''
    const here = await findLocally(text)
    if (mine !== turn) return
    found.value = here
    try {
      const { items } = await api.get('/api/v1/search', { query: { q: text, kind: ['entity'], limit: 20 } })
      const known = new Set(here.map((one) => one.uid))
      const there = items.filter((hit) => !known.has(hit.uid)).map((hit) => ({ uid: hit.uid, name: hit.title, detail: hit.detail, isLocal: false }))
      if (mine === turn) found.value = [...here, ...there]
    } catch (error) {
      if (mine === turn) note.value = error instanceof Problem && error.isOffline ? '当前离线，只查了已下载的检查对象。' : `服务器没有查成：${error instanceof Problem ? error.detail : '请稍后重试。'}`
    } finally {
      if (mine === turn) isRunning.value = false
    }
  }

  /** The entity of a scanned code; null when nobody knows it. */
  async function byCode(text: string, code: string): Promise<string | null> {
    const [here] = await findLocally(code)
    if (here) return here.uid
    const answer = await api.send<{ uid: string }>('get', '/api/v1/registry/scan', { query: { text } }).catch(() => null)
    return answer?.data.uid ?? null
  }

  return { found, note, isRunning, find, byCode }
}
