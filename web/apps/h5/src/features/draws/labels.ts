/** Words and colours of draws: stages, checks of the recomputation, reasons of refusal. */
import type { Tone } from '@zhijian/ui'

export const STAGE_TONES: Readonly<Record<string, Tone>> = {
  committed: 'info',
  seeded: 'info',
  drawn: 'ok',
  dispatched: 'ok',
  void: 'bad',
}

/** What each check of the verifier looks at. */
export const CHECKS: Readonly<Record<string, string>> = {
  format: '文件格式',
  published_commitment: '是不是当初公布的那一次',
  'fingerprints.objects': '检查对象名录',
  'fingerprints.officers': '执法人员名录',
  commitment: '抽取前的承诺',
  persons: '随机数提供人',
  committed_before: '先承诺、后取公共随机值',
  promised_round: '约定的轮次',
  public_value: '公共随机值',
  signature: '公共随机值的签名',
  nonces: '两人的随机数',
  seed: '种子',
  result: '抽取结果',
}

export const REFUSALS: Readonly<Record<string, string>> = {
  excluded: '事先排除',
  not_in_operation: '已不在经营状态',
  certificate_not_yet_valid: '执法证件尚未生效',
  certificate_ends_early: '执法证件在检查期内到期',
  speciality_missing: '不具备所需专长',
}

export const SOURCES: Readonly<Record<string, string>> = {
  'third-person': '第三人提供的随机数',
  'drand quicknet': '国际公共随机信标 drand（quicknet）',
}

/** Codes of 监管类别 inside the published file; a code from elsewhere is shown as it is. */
export const SPECIALITIES: Readonly<Record<string, string>> = { CY: '餐饮服务', XS: '食品销售', SC: '食品生产', YP: '药品零售', QX: '医疗器械', TS: '特种设备' }

/** The last day of a period that ends before `until`, a day or a moment of the published file. */
export function lastDay(until: string): string {
  const day = new Date(`${until.slice(0, 10)}T00:00:00Z`)
  day.setUTCDate(day.getUTCDate() - 1)
  return day.toISOString().slice(0, 10)
}
