/** The published document `draw/1` as plain types; see docs/processes/draw.md, section 3. */

export const CLASS_ORDER = ['D', 'C', 'B', 'A'] as const
export type CreditClass = (typeof CLASS_ORDER)[number]
export type PerClass = Record<CreditClass, number>

export interface InspectedObject {
  uid: string
  name: string
  uscc: string
  credit_class: CreditClass
  status: string
  classes: string[]
  district: string
}

export interface Officer {
  uid: string
  name: string
  organisation: string
  certificate_number: string
  certificate_valid_from: string
  certificate_valid_to: string | null
  specialities: string[]
  leader: boolean
  conflicts: string[]
}

export interface Exclusion {
  uid: string
  reason: string
}

export interface Parameters {
  algorithm: string
  name: string
  form: { code: string; hash: string }
  period_from: string
  period_until: string
  draw_on: string
  groups: number
  officers_per_group: number
  objects_per_group: number | null
  rates: PerClass | null
  leader_rule: boolean
  specialities: string[]
  excluded_objects: Exclusion[]
  excluded_officers: Exclusion[]
}

export interface NonceHash {
  person: string
  organisation: string
  sha256: string
}

export interface Redraw {
  commitment: string
  reason: string
  requested_by: string
  approved_by: string
}

export interface PublicValue {
  value: string
  source: string
  fetched_at: string
  signature: string | null
}

export interface PromisedValue {
  source: string
  identifier: string
  notation: string
  promised_at: string
  third_person: NonceHash | null
}

export interface DrawDocument {
  format: string
  libraries: { objects: InspectedObject[]; officers: Officer[] }
  fingerprints: { objects: string; officers: string }
  parameters: Parameters
  nonce_hashes: [NonceHash, NonceHash]
  promised_value: PromisedValue
  committed_at: string
  redraw_of: Redraw | null
  commitment: string
  public_value: PublicValue | null
  nonces: [string, string] | null
  seed: string | null
  result: unknown
}

export interface Group {
  no: number
  leader: string | null
  officers: string[]
  objects: string[]
}

export interface Refusal {
  uid: string
  reasons: string[]
}

export interface DrawResult {
  quotas: PerClass | null
  groups: Group[]
  ineligible_objects: Refusal[]
  ineligible_officers: Refusal[]
}
