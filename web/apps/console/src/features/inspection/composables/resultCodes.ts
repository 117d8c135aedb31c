/** Which results of the national list may stand together (DOMAIN 3.5); the server checks the same again. */

export interface ResultCode {
  code: string
  label: string
  needs_detail: boolean
}

/** 未发现问题: stands alone. */
const NO_PROBLEM = '1'

/** Why a choice cannot be published yet, as a sentence; empty when it can. */
export function mistakeIn(chosen: readonly string[], detail: string, list: readonly ResultCode[]): string {
  if (chosen.length === 0) return '请选择抽查结果。'
  if (chosen.includes(NO_PROBLEM) && chosen.length > 1) return '“未发现问题”不能与其他结果同时选择。'
  const needing = list.find((one) => chosen.includes(one.code) && one.needs_detail)
  if (needing !== undefined && detail.trim() === '') return `选择“${needing.label}”时，请填写具体情况。`
  return ''
}
