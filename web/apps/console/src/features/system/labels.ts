/** Names and tones of the system pages. */
import type { Schema } from '@zhijian/api'
import type { Tone } from '@zhijian/ui'

export const ORGANISATION_KINDS: Readonly<Record<Schema<'OrganisationKind'>, string>> = {
  province: '省局',
  city: '市局',
  district: '区县局（分局）',
  office: '市场监管所',
  department: '内设机构',
  outside: '外部单位',
}

/** Ways by which an act reached the platform. */
export const CHANNELS: Readonly<Record<string, string>> = { http: '网页或接口', job: '后台任务', system: '系统', command: '命令行', setup: '系统初始化', demo: '演示数据' }

export interface ValidityLook {
  text: string
  tone: Tone
}

const SOON_DAYS = 60
const DAY_MS = 86_400_000

/** What to say of a certificate on a day: whether it counts, and whether it soon will not. */
export function validityOf(certificate: Schema<'StaffCertificateOut'>, today: string): ValidityLook {
  if (certificate.revoked_on) return { text: `已收回 ${certificate.revoked_on}`, tone: 'neutral' }
  if (certificate.valid_from > today) return { text: '尚未生效', tone: 'neutral' }
  if (!certificate.is_valid) return { text: '已过期', tone: 'bad' }
  if (certificate.valid_to === null) return { text: '有效', tone: 'ok' }
  const days = Math.round((Date.parse(certificate.valid_to) - Date.parse(today)) / DAY_MS)
  return days <= SOON_DAYS ? { text: `${days} 天后到期`, tone: 'warn' } : { text: '有效', tone: 'ok' }
}

/** `2026-01-02 起` or `2026-01-02 至 2026-03-04`; the end of a half-open period is its first day no longer in it. */
export function periodText(from: string, to: string | null): string {
  return to === null ? `${from} 起` : `${from} 至 ${to}`
}
