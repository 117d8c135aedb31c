/** Choices that several pages offer: matters in force, organisations, officers with valid certificates. */
import { api, type Schema } from '@zhijian/api'
import { useLoad } from '@zhijian/ui'
import { computed } from 'vue'

export type Officer = Schema<'OfficerOut'>

/** Officers who may be sent: a certificate that is valid today, and for the wanted classes when it names any. */
export function fitFor(officers: readonly Officer[], classes: readonly string[]): Officer[] {
  return officers.filter((officer) => {
    const { certificate } = officer
    if (certificate === null || !certificate.is_valid) return false
    return classes.length === 0 || certificate.specialities.length === 0 || classes.some((one) => certificate.specialities.includes(one))
  })
}

export function useOfficers() {
  const load = useLoad((signal) => api.get('/api/v1/identity/officers', { query: { certified_only: true }, signal }))
  return { ...load, officers: computed(() => load.data.value ?? []) }
}

export function useMatters() {
  const load = useLoad((signal) => api.get('/api/v1/inspection/matters', { signal }))
  return { ...load, matters: computed(() => load.data.value?.items ?? []) }
}
