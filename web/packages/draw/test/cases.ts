/** The made-up draws by number, the same as `draw_cases.py` makes, so that only hashes need to be kept in a file. */

import { hashText, hashValue } from '../src/digest'
import type { DrawDocument, InspectedObject, NonceHash, Officer, Parameters } from '../src/document'

const CLASSES = ['A', 'B', 'C', 'D'] as const

/** xorshift32 (Marsaglia 2003). */
function chances(number: number): (limit: number) => number {
  let state = (Math.imul(number, 2_654_435_761) + 1) >>> 0
  return (limit) => {
    state = (state ^ (state << 13)) >>> 0
    state = (state ^ (state >>> 17)) >>> 0
    state = (state ^ (state << 5)) >>> 0
    return state % limit
  }
}

const objectUid = (number: number) => `obj-${String(number).padStart(6, '0')}`

function makeObjects(below: (limit: number) => number): InspectedObject[] {
  const count = 12 + below(40)
  return Array.from({ length: count }, (_, index) => ({
    uid: objectUid(index + 1),
    name: `第${index + 1}号餐饮店`,
    uscc: `92320500MA${String(index + 1).padStart(8, '0')}`,
    credit_class: CLASSES[below(4)]!,
    status: '1111111114'[below(10)]!,
    classes: [['CY', 'XS', 'YP'][below(3)]!],
    district: '城北所',
  }))
}

function makeOfficers(below: (limit: number) => number, objects: number): Officer[] {
  const count = 12 + below(12)
  return Array.from({ length: count }, (_, index) => ({
    uid: `off-${String(index + 1).padStart(3, '0')}`,
    name: `执法员${index + 1}`,
    organisation: '城北所',
    certificate_number: `3205${String(index + 1).padStart(6, '0')}`,
    leader: below(2) === 0,
    certificate_valid_from: below(15) === 0 ? '2026-06-01' : '2024-01-01',
    certificate_valid_to: [null, '2026-06-30', '2026-07-01', '2029-01-01'][Math.min(below(9), 3)]!,
    specialities: ['食品', '药品'].slice(0, 1 + below(2)),
    conflicts: Array.from({ length: below(3) }, () => objectUid(1 + below(objects))),
  }))
}

/** Draw `number`: seeded, without result. */
export async function numberedDocument(number: number): Promise<DrawDocument> {
  const below = chances(number)
  const objects = makeObjects(below)
  const officers = makeOfficers(below, objects.length)
  const crowded = number % 10 === 0
  if (crowded) {
    officers.forEach((officer, place) => {
      officer.conflicts = objects.filter((_, at) => (at + place) % 4 === 0).map((row) => row.uid)
    })
  }
  const byRates = crowded ? 2 : below(3)
  const nonces: [string, string] = [await hashText(`甲 ${number}`), await hashText(`乙 ${number}`)]
  const value = below(2 ** 30).toString(16).padStart(8, '0')
  const third = number % 7 === 0 ? await hashText(`丙 ${number}`) : null
  const parameters: Parameters = {
    algorithm: 'draw/1',
    name: `第${number}次"抽查"\\\n`,
    form: { code: 'CY-01', hash: 'f'.repeat(64) },
    period_from: '2026-05-11',
    period_until: '2026-07-01',
    draw_on: '2026-05-08',
    groups: crowded ? 3 : [2, 2, 3, 4][below(4)]!,
    officers_per_group: 2 + below(2),
    objects_per_group: byRates === 0 ? null : 1 + below(crowded ? 7 : 4),
    rates: byRates === 2 ? null : { A: below(11) * 100, B: below(11) * 100, C: below(11) * 100, D: below(11) * 100 },
    leader_rule: below(2) === 0,
    specialities: below(9) === 0 ? ['药品'] : [],
    excluded_objects: [{ uid: objects[below(objects.length)]!.uid, reason: '本年度已检查' }],
    excluded_officers: below(3) === 0 ? [{ uid: officers[0]!.uid, reason: '休假' }] : [],
  }
  return seal(objects, officers, parameters, nonces, value, third)
}

async function promise(person: string, organisation: string, nonce: string): Promise<NonceHash> {
  return { person, organisation, sha256: await hashText(nonce) }
}

async function seal(
  objects: InspectedObject[],
  officers: Officer[],
  parameters: Parameters,
  nonces: [string, string],
  value: string,
  third: string | null,
): Promise<DrawDocument> {
  const source = third === null ? '福利彩票双色球' : 'third-person'
  const committed = {
    format: 'draw/1',
    fingerprints: { objects: await hashValue(objects), officers: await hashValue(officers) },
    parameters,
    nonce_hashes: [await promise('甲', '市场监督管理局', nonces[0]), await promise('乙', '司法局', nonces[1])] as [
      NonceHash,
      NonceHash,
    ],
    promised_value: {
      source,
      identifier: '第2026051期',
      notation: '六个红球由小到大加蓝球，两位数字，以一个空格分隔',
      promised_at: '2026-05-07T13:15:00Z',
      third_person: third === null ? null : await promise('丙', '纪检监察组', third),
    },
    committed_at: '2026-05-06T01:00:00Z',
    redraw_of: null,
  }
  const commitment = await hashValue(committed)
  const publicValue = third ?? value
  return {
    ...committed,
    libraries: { objects, officers },
    commitment,
    public_value: { value: publicValue, source, fetched_at: '2026-05-07T14:00:00Z', signature: null },
    nonces,
    seed: await hashValue({ commitment, public_value: publicValue, nonces }),
    result: null,
  }
}
