/** Everything recomputed from the document alone, in the order of section 8 of the procedure. */

import { appearance, DRAND, hasSigned, roundOf } from './beacons'
import { bytesOf, hashText, hashValue, hexadecimal, sha256 } from './digest'
import type { DrawDocument, PromisedValue, PublicValue } from './document'
import { Impossible } from './impossible'
import { drawResult } from './procedure'
import { asDocument, Misfit } from './shape'

export interface Check {
  name: string
  ok: boolean
  message: string
}

export interface Verification {
  ok: boolean
  checks: Check[]
}

/**
 * Recompute a finished draw; never rejects, whatever the document.
 *
 * publishedCommitment: the commitment as noted before the seed existed.  Only with it can a draw that was made anew
 * from scratch be told from the one announced.
 */
export async function verifyDraw(document: unknown, publishedCommitment?: string): Promise<Verification> {
  let read: DrawDocument
  try {
    read = asDocument(document)
  } catch (error) {
    if (error instanceof Misfit) return summary([check('format', false, '', error.message)])
    throw error
  }
  const checks = [check('format', true, '文件符合公布的格式。', '')]
  if (publishedCommitment !== undefined) {
    const same = publishedCommitment.trim().toLowerCase() === read.commitment
    checks.push(check('published_commitment', same, '承诺值与事先公布的一致。', '承诺值与事先公布的不同，不是当初公告的那次抽取。'))
  }
  checks.push(...(await checkCommitment(read)), ...(await checkSeed(read)), await checkResult(read))
  return summary(checks)
}

async function checkCommitment(read: DrawDocument): Promise<Check[]> {
  const { format, fingerprints, parameters, nonce_hashes, promised_value, committed_at, redraw_of } = read
  const objects = (await hashValue(read.libraries.objects)) === fingerprints.objects
  const officers = (await hashValue(read.libraries.officers)) === fingerprints.officers
  const committed = await hashValue({
    format,
    fingerprints,
    parameters,
    nonce_hashes,
    promised_value,
    committed_at,
    redraw_of,
  })
  const [one, two] = nonce_hashes
  const third = promised_value.third_person?.person
  const apart =
    one.person !== two.person && one.organisation !== two.organisation && third !== one.person && third !== two.person
  const early = committed_at < promised_value.promised_at
  const checks = [
    check('fingerprints.objects', objects, '检查对象名录与指纹一致。', '检查对象名录在公布后被改动。'),
    check('fingerprints.officers', officers, '执法人员名录与指纹一致。', '执法人员名录在公布后被改动。'),
    check('commitment', committed === read.commitment, '承诺值一致。', '指纹、参数或者约定在公布后被改动。'),
    check('persons', apart, '随机数由不同单位的两人提供。', '随机数应由不同单位的两人提供，第三人应当另有其人。'),
    check('committed_before', early, '承诺早于公共随机值。', '承诺不早于公共随机值产生的时间，承诺没有意义。'),
  ]
  if (promised_value.source === DRAND) {
    const round = roundOf(promised_value.identifier)
    const itsTime = round !== null && appearance(round) === promised_value.promised_at
    checks.push(check('promised_round', itsTime, '约定的轮次与产生时间相符。', '约定的 drand 轮次不在约定的时间产生，该轮的值可能早已公开。'))
  }
  return checks
}

async function checkSeed(read: DrawDocument): Promise<Check[]> {
  const { public_value: shown, nonces, nonce_hashes: promises, promised_value: promised } = read
  if (shown === null || nonces === null || read.seed === null) {
    return [check('seed', false, '', '种子尚未齐备：公共随机值、两人的随机数和种子应全部公开。')]
  }
  const third = promised.third_person
  const asPromised =
    shown.source === promised.source &&
    shown.fetched_at >= promised.promised_at &&
    (third === null || (await opens(shown.value, third.sha256)))
  const opened = (await opens(nonces[0], promises[0].sha256)) && (await opens(nonces[1], promises[1].sha256))
  const seed = await hashValue({ commitment: read.commitment, public_value: shown.value, nonces })
  const proof = promised.source === DRAND ? [check('signature', await isSigned(promised, shown), '公共随机值由 drand 的签名证明。', '公共随机值不是 drand 约定轮次的值。')] : []
  return [
    check('public_value', asPromised, '公共随机值符合约定。', '公共随机值与约定的来源、时间或者摘要不符。'),
    ...proof,
    check('nonces', opened, '两人的随机数与摘要一致。', '随机数与事先公布的摘要不一致，或者不足 32 字节。'),
    check('seed', seed === read.seed, '种子一致。', '种子不是由承诺值、公共随机值和两个随机数算出的。'),
  ]
}

async function isSigned({ identifier }: PromisedValue, { signature, value }: PublicValue): Promise<boolean> {
  const round = roundOf(identifier)
  if (round === null || signature === null || !(await hasSigned(round, signature))) return false
  return value === hexadecimal(await sha256(bytesOf(signature)))
}

async function opens(nonce: string, promise: string): Promise<boolean> {
  return /^([0-9a-f]{2}){32,256}$/.test(nonce) && (await hashText(nonce)) === promise
}

async function checkResult(read: DrawDocument): Promise<Check> {
  if (read.seed === null) return check('result', false, '', '种子尚未齐备，无法重算结果。')
  try {
    const expected = await drawResult(read.libraries, read.parameters, read.seed)
    const place = firstDifference(expected, read.result, 'result')
    return check('result', place === null, '重算结果与公布结果完全一致。', `重算结果与公布结果不一致，第一处不同：${place}。`)
  } catch (error) {
    if (error instanceof Impossible) return check('result', false, '', `按公布的名录和参数抽不出结果：${error.message}。`)
    throw error
  }
}

/** The path of the first place where both differ; walks along `expected`, whose depth is known. */
function firstDifference(expected: unknown, given: unknown, path: string): string | null {
  if (typeof expected !== 'object' || expected === null) return expected === given ? null : path
  if (typeof given !== 'object' || given === null || Array.isArray(expected) !== Array.isArray(given)) return path
  for (const [name, inner] of Object.entries(expected)) {
    if (!Object.hasOwn(given, name)) return path
    const place = Array.isArray(expected) ? `${path}[${name}]` : `${path}.${name}`
    const found = firstDifference(inner, (given as Record<string, unknown>)[name], place)
    if (found !== null) return found
  }
  return Object.keys(given).length === Object.keys(expected).length ? null : path
}

function check(name: string, ok: boolean, yes: string, no: string): Check {
  return { name, ok, message: ok ? yes : no }
}

function summary(checks: Check[]): Verification {
  return { ok: checks.every((each) => each.ok), checks }
}
