/** Which act of a draw comes next by itself once a person has said 锁定名录 or 开始; pure. */
import type { Schema } from '@zhijian/api'

export type Draw = Schema<'DrawDetail'>

/** lock: until the commitment is public. draw: until the result is fixed. none: nothing goes by itself. */
export type Goal = 'none' | 'lock' | 'draw'

export type Step =
  | { kind: 'give_nonce' | 'commit' | 'set_public_value' | 'open_nonce' | 'draw' }
  /** A person must type the public value and where it was read. */
  | { kind: 'type_public_value' }
  /** Somebody else, or time, must come first; `what` says it as a sentence. */
  | { kind: 'wait'; what: string }
  | { kind: 'done' }

export interface Looker {
  uid: string
  /** Whether this browser keeps one's random number of this draw. */
  keepsNonce: boolean
  now: Date
}

const MAY_STAND_FREE = 2

/** Whether this person is asked for a random number and has not promised one yet. */
export function owesNonce(draw: Draw, person: string): boolean {
  if (!draw.draw.may.includes('give_nonce') || draw.nonces.some((nonce) => nonce.person.uid === person)) return false
  const asked = [...draw.witnesses, ...(draw.third_person ? [draw.third_person] : [])]
  if (asked.some((one) => one.uid === person)) return true
  return draw.witnesses.length === 0 && draw.nonces.filter((nonce) => nonce.role === 'witness').length < MAY_STAND_FREE
}

/** Witnesses who still have to give, or once it is time to open, their number. */
export function waitingFor(draw: Draw, act: 'give' | 'open'): string[] {
  if (act === 'open') return draw.nonces.filter((nonce) => nonce.role === 'witness' && nonce.opened_at === null).map((nonce) => nonce.person.name)
  const asked = [...draw.witnesses, ...(draw.third_person ? [draw.third_person] : [])]
  const missing = asked.filter((one) => !draw.nonces.some((nonce) => nonce.person.uid === one.uid)).map((one) => one.name)
  if (draw.witnesses.length > 0) return missing
  const given = draw.nonces.filter((nonce) => nonce.role === 'witness').length
  return [...missing, ...Array.from({ length: Math.max(MAY_STAND_FREE - given, 0) }, () => '一名见证人')]
}

/** The promised public value in words: where it comes from and which one it is. */
export function promisedName(draw: Draw): string {
  const { promised } = draw
  if (promised === null) return ''
  return draw.third_person ? `第三人${draw.third_person.name}的随机数` : `${promised.source} ${promised.identifier}`
}

export function nextStep(draw: Draw, goal: Goal, looker: Looker): Step {
  const may = new Set(draw.draw.may)
  const { stage } = draw.draw
  if (goal === 'none' || stage === 'void') return { kind: 'done' }
  if (stage === 'draft') return beforeCommitment(draw, may, looker)
  if (goal === 'lock' || stage === 'drawn' || stage === 'dispatched') return { kind: 'done' }
  return stage === 'seeded' ? (may.has('draw') ? { kind: 'draw' } : { kind: 'wait', what: '等待组织人员抽取。' }) : afterCommitment(draw, may, looker)
}

function beforeCommitment(draw: Draw, may: ReadonlySet<string>, looker: Looker): Step {
  if (owesNonce(draw, looker.uid)) return { kind: 'give_nonce' }
  if (may.has('commit')) return { kind: 'commit' }
  const names = waitingFor(draw, 'give')
  if (names.length > 0) return { kind: 'wait', what: `等待${names.join('、')}提交随机数摘要，收到后自动锁定名录并公布承诺。` }
  return { kind: 'wait', what: '等待批准重抽。' }
}

function afterCommitment(draw: Draw, may: ReadonlySet<string>, looker: Looker): Step {
  if (may.has('set_public_value')) {
    if (draw.promised !== null && new Date(draw.promised.promised_at) > looker.now) return { kind: 'wait', what: '等待约定的公共随机值产生。' }
    return draw.parameters.public_value?.kind === 'manual' ? { kind: 'type_public_value' } : { kind: 'set_public_value' }
  }
  if (may.has('open_nonce')) {
    if (draw.confirms_value) return { kind: 'wait', what: '请填写您自己查到的公共随机值，再公开随机数。' }
    return looker.keepsNonce ? { kind: 'open_nonce' } : { kind: 'wait', what: '您的随机数不在这个浏览器里，请用当时下载的文件恢复。' }
  }
  if (draw.public_value === null) return { kind: 'wait', what: draw.third_person ? `等待第三人${draw.third_person.name}公开随机数。` : '等待公共随机值。' }
  const names = waitingFor(draw, 'open')
  return { kind: 'wait', what: names.length > 0 ? `等待${names.join('、')}公开随机数。` : '等待种子齐备。' }
}
