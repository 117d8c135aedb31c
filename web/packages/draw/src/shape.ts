/** Whether a value from a stranger is a document `draw/1`; every misfit is told with its path. */

import { DRAND } from './beacons'
import { CLASS_ORDER } from './document'
import type { DrawDocument, Exclusion } from './document'

export class Misfit extends Error {
  constructor(path: string, what: string) {
    super(`抽取文件的“${path || '最外层'}”${what}。`)
  }
}

type Look = (value: unknown, path: string) => void

const fail = (path: string, what: string): never => {
  throw new Misfit(path, what)
}

const record =
  (fields: Record<string, Look>): Look =>
  (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return fail(path, '应为对象')
    const names = Object.keys(value)
    if (names.length !== Object.keys(fields).length || names.some((name) => !Object.hasOwn(fields, name))) {
      return fail(path, `应恰好含有这些字段：${Object.keys(fields).join('、')}`)
    }
    for (const [name, look] of Object.entries(fields)) {
      look((value as Record<string, unknown>)[name], path === '' ? name : `${path}.${name}`)
    }
  }

const list =
  (look: Look, most: number, least = 0): Look =>
  (value, path) => {
    if (!Array.isArray(value) || value.length > most || value.length < least) return fail(path, '应为列表，且项数符合规定')
    for (let place = 0; place < value.length; place++) look(value[place], `${path}[${place}]`)
  }

const matching =
  (pattern: RegExp, what: string): Look =>
  (value, path) => {
    if (typeof value !== 'string' || !pattern.test(value)) fail(path, what)
  }

const text =
  (least = 1): Look =>
  (value, path) => {
    if (typeof value !== 'string' || value.length < least) return fail(path, '应为文字')
    if (value.length > 2000 && [...value].length > 2000) return fail(path, '不应超过 2000 个字符')
    if (/\p{Surrogate}/u.test(value)) fail(path, '含有无法编码的字符')
  }

const distinctTexts: Look = (value, path) => {
  list(text(), 1000)(value, path)
  if (new Set(value as string[]).size !== (value as string[]).length) fail(path, '不得有重复项')
}

const whole =
  (least: number, most: number): Look =>
  (value, path) => {
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least || value > most) {
      fail(path, `应为 ${least} 至 ${most} 之间的整数`)
    }
  }

const flag: Look = (value, path) => {
  if (typeof value !== 'boolean') fail(path, '应为 true 或者 false')
}

const orNull =
  (look: Look): Look =>
  (value, path) => {
    if (value !== null) look(value, path)
  }

const exactly =
  (...allowed: string[]): Look =>
  (value, path) => {
    if (typeof value !== 'string' || !allowed.includes(value)) fail(path, `应为 ${allowed.join('、')}`)
  }

const anything: Look = () => {}
const hash = matching(/^[0-9a-f]{64}$/, '应为 64 位小写十六进制')
const signature = matching(/^[0-9a-f]{96}$/, '应为 96 位小写十六进制')
const uid = matching(/^[0-9A-Za-z][0-9A-Za-z._:-]{0,63}$/, '不是合格的编号')

const calendar =
  (pattern: RegExp, what: string): Look =>
  (value, path) => {
    const parts = typeof value === 'string' ? pattern.exec(value) : null
    if (parts === null) return fail(path, what)
    const [year, month, day, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number) as [number, number, number]
    const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
    const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0
    if (year < 1 || day < 1 || day > days || hour > 23 || minute > 59 || second > 59) fail(path, what)
  }
const date = calendar(/^(\d{4})-(\d\d)-(\d\d)$/, '应为真实的日期 YYYY-MM-DD')
const moment = calendar(/^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z$/, '应为真实的时刻 YYYY-MM-DDTHH:MM:SSZ')

const nonceHash = record({ person: text(), organisation: text(), sha256: hash })
const exclusions = list(record({ uid, reason: text() }), 1_000_000)

const document = record({
  format: exactly('draw/1'),
  libraries: record({
    objects: list(
      record({
        uid,
        name: text(),
        uscc: text(0),
        credit_class: exactly(...CLASS_ORDER),
        status: exactly('1', '2', '3', '4', '5', '6', '9'),
        classes: distinctTexts,
        district: text(0),
      }),
      1_000_000,
    ),
    officers: list(
      record({
        uid,
        name: text(),
        organisation: text(),
        certificate_number: text(),
        certificate_valid_from: date,
        certificate_valid_to: orNull(date),
        specialities: distinctTexts,
        leader: flag,
        conflicts: list(uid, 1_000_000),
      }),
      100_000,
    ),
  }),
  fingerprints: record({ objects: hash, officers: hash }),
  parameters: record({
    algorithm: exactly('draw/1'),
    name: text(),
    form: record({ code: text(), hash }),
    period_from: date,
    period_until: date,
    draw_on: date,
    groups: whole(1, 500),
    officers_per_group: whole(2, 20),
    objects_per_group: orNull(whole(1, 10_000)),
    rates: orNull(record(Object.fromEntries(CLASS_ORDER.map((name) => [name, whole(0, 1000)])))),
    leader_rule: flag,
    specialities: distinctTexts,
    excluded_objects: exclusions,
    excluded_officers: exclusions,
  }),
  nonce_hashes: list(nonceHash, 2, 2),
  promised_value: record({
    source: text(),
    identifier: text(),
    notation: text(),
    promised_at: moment,
    third_person: orNull(nonceHash),
  }),
  committed_at: moment,
  redraw_of: orNull(record({ commitment: hash, reason: text(), requested_by: text(), approved_by: text() })),
  commitment: hash,
  public_value: orNull(record({ value: text(), source: text(), fetched_at: moment, signature: orNull(signature) })),
  nonces: orNull(list(text(), 2, 2)),
  seed: orNull(hash),
  result: anything,
})

/** The value as a document.  Throws Misfit. */
export function asDocument(value: unknown): DrawDocument {
  document(value, '')
  const read = value as DrawDocument
  const { libraries, parameters, promised_value: promised, redraw_of: redraw } = read
  ascending(libraries.objects, 'libraries.objects')
  ascending(libraries.officers, 'libraries.officers')
  if (!(parameters.period_from < parameters.period_until && parameters.draw_on < parameters.period_until)) {
    fail('parameters.period_until', '应晚于检查开始日和抽取日')
  }
  if (parameters.objects_per_group === null && parameters.rates === null) {
    fail('parameters.objects_per_group', '与 rates 至少应给出一项')
  }
  inLibrary(parameters.excluded_objects, libraries.objects, 'parameters.excluded_objects')
  inLibrary(parameters.excluded_officers, libraries.officers, 'parameters.excluded_officers')
  if ((promised.source === 'third-person') !== (promised.third_person !== null)) {
    fail('promised_value.third_person', '当且仅当来源为 third-person 时填写')
  }
  const shown = read.public_value
  if (shown !== null && (shown.source === DRAND) !== (shown.signature !== null)) {
    fail('public_value.signature', `当且仅当来源为 ${DRAND} 时填写`)
  }
  if (redraw !== null && redraw.requested_by === redraw.approved_by) fail('redraw_of.approved_by', '不得与申请人相同')
  return read
}

function ascending(rows: { uid: string }[], path: string): void {
  const place = rows.findIndex((row, index) => index > 0 && row.uid <= rows[index - 1]!.uid)
  if (place >= 0) fail(`${path}[${place}].uid`, '没有按编号从小到大排列，或者重复')
}

function inLibrary(excluded: Exclusion[], library: { uid: string }[], path: string): void {
  if (excluded.length === 0) return
  const open = new Set(library.map((row) => row.uid))
  const place = excluded.findIndex((each) => !open.delete(each.uid))
  if (place >= 0) fail(`${path}[${place}].uid`, '不在名录中，或者重复')
}
