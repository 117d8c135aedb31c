/** The parts of the HTTP contract that travel between this device and the server; names as they stand in JSON. */
import type { Definition } from '@zhijian/forms'

export interface TaskOfficer {
  uid: string
  name: string
  is_lead: boolean
}

export interface Task {
  uid: string
  number: string
  kind: TaskKind
  kind_label: string
  title: string
  stage: string
  stage_label: string
  matter: string
  matter_name: string
  organisation: string
  organisation_name: string
  officers: TaskOfficer[]
  form_code: string
  form_version: number
  form_hash: string
  starts_on: string
  due_on: string
  is_overdue: boolean
  inspection: string | null
  record_state: string
  record_state_label: string
  version: number
  may: string[]
}

export type TaskKind = 'daily' | 'special' | 'random' | 'temporary' | 'reinspection'

export interface Picture {
  evidence: string
  thumbnail: string
}

export interface EarlierFinding {
  item: string
  no: string
  text: string
  note: string
  evidence: Picture[]
}

export interface EarlierVisit {
  inspection: string
  on: string
  kind_label: string
  verdict: string
  findings: EarlierFinding[]
}

export interface OpenItem extends EarlierFinding {
  rectification: string
  number: string
  due_on: string | null
  order: string
}

export interface EntityCard {
  uid: string
  name: string
  uscc: string
  address: string
  street: string
  legal_person: string
  phone: string
  status: string
  status_label: string
  supervision_classes: string[]
  tags: string[]
  credit_class: string
  risk_level: string
  /** Decimal degrees as text, null when the place is not known. */
  lat: string | null
  lon: string | null
}

export interface Colleague {
  uid: string
  name: string
  title: string
  organisation_name: string
  certificate: string
}

/** What the device knew of the task; the server compares it with how the task stands. */
export interface TaskBase {
  due_on: string
  officers: string[]
  lead: string | null
}

export interface PackageTask {
  task: Task
  base: TaskBase
  basis: string
  reason: string
  form: Definition
  entity: EntityCard
  history: { last_visits: EarlierVisit[]; open_items: OpenItem[] }
}

export interface Package {
  /** SHA-256 of the canonical JSON of everything but `hash` and `made_at`. */
  hash: string
  made_at: string
  first: string
  last: string
  tasks: PackageTask[]
  codes: Record<string, Record<string, string>>
  officers: Colleague[]
  phrases: string[]
  /** Why an item does not apply (合理缺项). */
  absences: string[]
}

export interface Matter {
  uid: string
  code: string
  name: string
  classes: string[]
  form_code: string
}

export interface NoticeBody {
  shown_at: string
  certificates_shown: boolean
  purpose: string
  avoidance_asked: boolean
  avoidance_reason: string
  representative: { name: string; role: string; phone: string }
  signature: string | null
}

export type CaptureKind = 'photo' | 'video' | 'sound' | 'file' | 'signature'

export interface CaptureBody {
  uid: string
  number: number
  sha256: string
  kind: CaptureKind
  item: string
  caption: string
  taken_at: string
  uptime_ms: number
  session: string
  latitude: string | null
  longitude: string | null
  accuracy_m: string | null
  /** Who was at the visit, as this device knew it. */
  officers: string[]
  /** This device's signature over the capture; empty where it cannot sign. */
  seal: string
  discarded: { reason: string; at: string } | null
}

export type OrderUnit = 'working_days' | 'calendar_days'

/** The body of PUT /inspection/inspections/{uid}. */
export interface InspectionBody {
  task: string
  task_version: number
  form_hash: string
  started_at: string
  ended_at: string
  device: string
  device_key: string
  sent_at: string
  notice: NoticeBody
  answers: Record<string, { value: string | null; note: string; evidence: string[]; fixed_on_site: boolean }>
  captures: CaptureBody[]
  last_number: number
  signer: { name: string; role: string; signature: string } | null
  refusal: { reason: string; witness: string; video: string | null } | null
  rectification: { length: number; unit: OrderUnit; items: { item: string; order: string }[] } | null
  opinion: string
  entity_opinion: string
  serious: boolean
  could_not_inspect: string
  resolved: Partial<Record<ConflictField, Choice>>
  base: TaskBase
}

export type ConflictField = 'due_on' | 'officers'
export type Choice = 'mine' | 'theirs'

/** One field that the office changed while this device was offline. */
export interface FieldConflict {
  field: ConflictField
  label: string
  mine: unknown
  theirs: unknown
}

/** Something that stands in the way of a record; `item` is empty when the whole is meant. */
export interface RecordProblem {
  item: string
  code: string
  message: string
}

export interface SubmittedBody {
  inspection: string
  number: string
  state: string
  state_label: string
  round: number
  content_hash: string
  evidence_missing: string[]
  missing_captures: number[]
  flags: string[]
  repeated: boolean
}

export interface UploadBody {
  uid: string
  state: string
  sha256: string
  size: number
  offset: number
  sm3: string
  problem: string
}
