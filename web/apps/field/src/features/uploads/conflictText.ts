/** Values of a conflict as a person reads them. */
import type { ConflictField } from '@zhijian/offline'

/** A day, or 张三（主办）、李四. */
export function valueText(field: ConflictField, value: unknown, names: ReadonlyMap<string, string>): string {
  if (field === 'due_on') return String(value ?? '—')
  if (typeof value !== 'object' || value === null) return '—'
  const { officers, lead } = value as { officers?: unknown; lead?: unknown }
  if (!Array.isArray(officers)) return '—'
  return officers.map((uid) => `${names.get(String(uid)) ?? '未下载的人员'}${uid === lead ? '（主办）' : ''}`).join('、')
}
