/** Choices that several pages of the register offer: offices and streets in the person's scope. */
import { api } from '@zhijian/api'
import { useLoad } from '@zhijian/ui'
import { computed } from 'vue'

export function useOffices() {
  const load = useLoad((signal) => api.get('/api/v1/identity/organisations', { signal }))
  const options = computed(() => load.data.value?.map((one) => ({ value: one.uid, label: one.short_name })))
  return { ...load, options }
}

export function useStreets() {
  const load = useLoad((signal) => api.get('/api/v1/registry/streets', { signal }))
  const options = computed(() => load.data.value?.map((name) => ({ value: name, label: name })))
  return { ...load, options }
}
