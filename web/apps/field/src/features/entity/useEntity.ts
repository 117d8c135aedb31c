/** One entity: what the package holds, and with a network the dossier beside it. */
import { api } from '@zhijian/api'
import type { EarlierVisit, EntityCard, OpenItem } from '@zhijian/offline'
import { useLoad } from '@zhijian/ui'
import { computed } from 'vue'

import { db } from '../../device/database'
import { today } from '../../device/days'
import { useLive } from '../../device/live'

interface Licence {
  uid: string
  kind_label: string
  number: string
  valid_to: string | null
}

interface Dossier {
  entity: Omit<EntityCard, 'lat' | 'lon'> & { lat: number | null; lon: number | null }
  licences: Licence[]
}

interface Known {
  card: EntityCard
  visits: EarlierVisit[]
  openItems: OpenItem[]
}

/** `error` is set only when neither this phone nor the server knows the entity. */
export function useEntity(uid: string) {
  const local = useLive(async (): Promise<Known | null> => {
    const rows = await db.tasks.filter((row) => row.entity.uid === uid).toArray()
    const [row] = rows
    return row ? { card: row.entity, visits: row.visits, openItems: row.openItems } : null
  })
  const dossier = useLoad(async (signal) => (await api.send<Dossier>('get', `/api/v1/registry/entities/${encodeURIComponent(uid)}`, { signal })).data)
  const visitsThisYear = useLoad(async (signal) => {
    const from = `${today().slice(0, 4)}-01-01`
    const page = await api.get('/api/v1/inspection/inspections', { query: { entity: uid, started_from: from, limit: 200 }, signal })
    return page.items.length
  })
  const card = computed<EntityCard | null>(() => (dossier.data.value ? cardOf(dossier.data.value) : (local.value?.card ?? null)))
  const isMissing = computed(() => card.value === null && local.value === null && dossier.error.value !== null)
  return {
    card, isMissing, error: dossier.error, reload: dossier.reload, isWaiting: computed(() => card.value === null && !isMissing.value),
    licences: computed(() => dossier.data.value?.licences ?? null),
    visits: computed(() => local.value?.visits ?? []), openItems: computed(() => local.value?.openItems ?? []),
    visitsThisYear: computed(() => visitsThisYear.data.value ?? null),
  }
}

function cardOf({ entity }: Dossier): EntityCard {
  return { ...entity, lat: entity.lat === null ? null : entity.lat.toFixed(6), lon: entity.lon === null ? null : entity.lon.toFixed(6) }
}
