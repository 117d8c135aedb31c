/** Choices that several pages offer: matters in force, organisations, officers with valid certificates. */
import { api, type Schema } from '@zhijian/api'
import { useLoad } from '@zhijian/ui'
import { computed } from 'vue'

export type Officer = Schema<'OfficerOut'>

/** Whether an officer's certificate covers one of the classes; one that names none covers all. */
export function isVersed({ certificate }: Officer, classes: readonly string[]): boolean {
  if (certificate === null) return false
  return classes.length === 0 || certificate.specialities.length === 0 || classes.some((one) => certificate.specialities.includes(one))
}

/** Officers with a certificate that is valid today, those whose certificate covers the classes first. */
export function fitFor(officers: readonly Officer[], classes: readonly string[]): Officer[] {
  const valid = officers.filter(({ certificate }) => certificate?.is_valid === true)
  return [...valid.filter((one) => isVersed(one, classes)), ...valid.filter((one) => !isVersed(one, classes))]
}

export function useOfficers() {
  const load = useLoad((signal) => api.get('/api/v1/identity/officers', { query: { certified_only: true }, signal }))
  return { ...load, officers: computed(() => load.data.value ?? []) }
}

export function useMatters() {
  const load = useLoad((signal) => api.get('/api/v1/inspection/matters', { signal }))
  return { ...load, matters: computed(() => load.data.value?.items ?? []) }
}
