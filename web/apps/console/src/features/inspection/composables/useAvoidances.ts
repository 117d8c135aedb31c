/** Who must keep away from an entity today, so that nobody is proposed whom the server would refuse. */
import { api } from '@zhijian/api'
import { useLoad } from '@zhijian/ui'
import { computed, type Ref } from 'vue'

/** `avoids` has the reason by the officer's uid; empty while no entity is chosen. */
export function useAvoidances(entity: Ref<string | undefined>) {
  const load = useLoad(
    async (signal) => (entity.value === undefined ? [] : (await api.get('/api/v1/inspection/avoidances', { query: { entity: entity.value, limit: 200 }, signal })).items),
    { on: entity },
  )
  return { reload: load.reload, avoids: computed<ReadonlyMap<string, string>>(() => new Map((load.data.value ?? []).map((one) => [one.person.uid, one.reason]))) }
}
