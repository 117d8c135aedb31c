/** How days, moments and money are written; always China's time, whatever the device says. */

/** Shown where there is no value. */
export const EMPTY = '—'

const MOMENT = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})

function partsOf(at: Date): Record<string, string> {
  return Object.fromEntries(MOMENT.formatToParts(at).map((part) => [part.type, part.value]))
}

/** A day (`2026-11-23`, never shifted) or the day in China of a moment; `—` for null. */
export function formatDate(value: string | Date | null | undefined): string {
  if (value === null || value === undefined || value === '') return EMPTY
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)) return value
  const at = new Date(value)
  if (Number.isNaN(at.getTime())) return EMPTY
  const { year, month, day } = partsOf(at)
  return `${year}-${month}-${day}`
}

/** A moment in China's time to the minute, to the second when asked; `—` for null. */
export function formatMoment(value: string | Date | null | undefined, to: 'minute' | 'second' = 'minute'): string {
  if (value === null || value === undefined || value === '') return EMPTY
  const at = new Date(value)
  if (Number.isNaN(at.getTime())) return EMPTY
  const { hour, minute, second } = partsOf(at)
  return `${formatDate(at)} ${hour}:${minute}${to === 'second' ? `:${second}` : ''}`
}

/** Money as it travels, decimal text in yuan: `12345.60` → `12,345.60`; never through a floating number. */
export function formatYuan(value: string | null | undefined): string {
  if (value === null || value === undefined || value === '') return EMPTY
  const [whole = '', cents] = value.split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return cents === undefined ? grouped : `${grouped}.${cents}`
}

/** Bytes in the unit a person reads: `1.5 MB`. */
export function formatSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(0)} KB`
  if (bytes < 1024 * 1024 * 1024) return `${(bytes / 1024 / 1024).toFixed(1)} MB`
  return `${(bytes / 1024 / 1024 / 1024).toFixed(1)} GB`
}
