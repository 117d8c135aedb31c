/** Filters of a list: declared once, kept in the address, so that 后退 works and links can be sent. */
import { computed } from 'vue'
import { useRoute, useRouter, type LocationQuery } from 'vue-router'

export interface QueryOption {
  value: string
  label: string
}

export interface QueryField {
  /** Name in the address and toward the server; `dates` become `<name>_from` and `<name>_to`. */
  name: string
  label: string
  kind: 'text' | 'select' | 'dates' | 'tick'
  /** Without options yet (they are still being loaded) a value in the address is kept as it is. */
  options?: readonly QueryOption[] | undefined
  placeholder?: string
  /** A text of a few characters, such as the name of a person. */
  isShort?: boolean
}

/** One text per field; `dates` are `2026-01-01~2026-01-31`, a tick is `1`; empty means no condition. */
export type QueryValues = Record<string, string>

export interface ActiveFilter {
  name: string
  label: string
  text: string
}

/** The values that an address holds for these fields; unknown options are dropped. */
export function readQuery(fields: readonly QueryField[], query: LocationQuery): QueryValues {
  return Object.fromEntries(fields.map((field) => [field.name, validText(field, query[field.name])]))
}

function validText(field: QueryField, raw: LocationQuery[string] | undefined): string {
  const text = Array.isArray(raw) ? (raw[0] ?? '') : (raw ?? '')
  if (field.kind === 'select') return (field.options?.some((option) => option.value === text) ?? true) ? text : ''
  if (field.kind === 'dates') return /^\d{4}-\d{2}-\d{2}~\d{4}-\d{2}-\d{2}$/.test(text) ? text : ''
  if (field.kind === 'tick') return text === '1' ? '1' : ''
  return text.trim()
}

/** The values as the server's parameters; conditions that are not set are left out. */
export function toParameters(fields: readonly QueryField[], values: QueryValues): Record<string, string | boolean> {
  const parameters: Record<string, string | boolean> = {}
  for (const field of fields) {
    const text = values[field.name] ?? ''
    if (text === '') continue
    if (field.kind === 'dates') {
      const [from = '', to = ''] = text.split('~')
      parameters[`${field.name}_from`] = from
      parameters[`${field.name}_to`] = to
    } else {
      parameters[field.name] = field.kind === 'tick' ? true : text
    }
  }
  return parameters
}

function describe(field: QueryField, text: string): string {
  if (field.kind === 'select') return field.options?.find((option) => option.value === text)?.label ?? text
  if (field.kind === 'dates') return text.replace('~', ' 至 ')
  return field.kind === 'tick' ? '是' : text
}

/** The list's filter in the address: `values` to show, `parameters` to send, `active` to tell what narrows the list. */
export function useQuery(fields: readonly QueryField[]) {
  const route = useRoute()
  const router = useRouter()
  const values = computed(() => readQuery(fields, route.query))
  const parameters = computed(() => toParameters(fields, values.value))
  const active = computed<ActiveFilter[]>(() =>
    fields.flatMap((field) => {
      const text = values.value[field.name] ?? ''
      return text === '' ? [] : [{ name: field.name, label: field.label, text: describe(field, text) }]
    }),
  )
  /** Changes exactly when a condition changes; hand it to `usePages` as `on`. */
  const signature = computed(() => JSON.stringify(parameters.value))

  async function apply(wanted: QueryValues): Promise<void> {
    const others = Object.entries(route.query).filter(([name]) => !fields.some((field) => field.name === name))
    const own = Object.entries(wanted).filter(([, text]) => text !== '')
    await router.push({ query: Object.fromEntries([...others, ...own]) })
  }

  const clear = (): Promise<void> => apply({})
  const drop = (name: string): Promise<void> => apply({ ...values.value, [name]: '' })

  return { fields, values, parameters, active, signature, apply, clear, drop }
}
