/** One interface for each store of the device's database. Moments are ISO 8601 in UTC, days `2026-11-24`. */
import type { Definition } from '@zhijian/forms'

import type {
  CaptureKind, Choice, Colleague, ConflictField, EarlierVisit, EntityCard, FieldConflict, Matter, OpenItem, OrderUnit, RecordProblem, Task, TaskBase,
} from './contract'

/** A task made on this device without a network; it is created at the server before its record. */
export interface LocalTask {
  matter: string
  reason: string
  officers: string[]
  lead: string
  /** The server's task once it exists there. */
  server: { uid: string; version: number; base: TaskBase } | null
}

/** A task that can be carried out without a network. */
export interface TaskRow {
  uid: string
  person: string
  task: Task
  base: TaskBase
  basis: string
  reason: string
  formHash: string
  entity: EntityCard
  visits: EarlierVisit[]
  openItems: OpenItem[]
  /** False once the newest package no longer holds it; the row stays while a draft needs it. */
  isCurrent: boolean
  local: LocalTask | null
}

export interface FormRow {
  hash: string
  code: string
  definition: Definition
}

export interface PackageRow {
  person: string
  hash: string
  madeAt: string
  first: string
  last: string
  codes: Record<string, Record<string, string>>
  officers: Colleague[]
  phrases: string[]
  /** Missing in what an earlier version of the app took in. */
  absences?: string[]
  matters: Matter[]
}

/**
 * editing: being filled in. queued: waits for the network. sending: leaving. stored: at the server, every hash echoed.
 * returned: sent back by a countersigner. refused: the server did not take it. conflict: a person must choose.
 */
export type DraftState = 'editing' | 'queued' | 'sending' | 'stored' | 'returned' | 'refused' | 'conflict'

export interface NoticeRow {
  shownAt: string
  purpose: string
  /** Empty when no avoidance was applied for. */
  avoidanceReason: string
  representative: { name: string; role: string; phone: string }
}

/** A stroke as x, y pairs in thousandths of the pad's width. */
export type Strokes = number[][]

export interface DraftRow {
  /** Uid of the inspection, made here. */
  uid: string
  task: string
  person: string
  state: DraftState
  formHash: string
  startedAt: string
  endedAt: string | null
  updatedAt: string
  notice: NoticeRow | null
  /** Item that was worked on last; the app returns to it. */
  lastItem: string
  /** Highest capture number given. */
  lastNumber: number
  signer: { name: string; role: string }
  strokes: Strokes
  refusal: { reason: string; witness: string; video: string | null } | null
  /** Texts of the order by item; absent items take the form's proposal. */
  orders: Record<string, string>
  orderLength: number | null
  orderUnit: OrderUnit
  opinion: string
  entityOpinion: string
  serious: boolean
  couldNotInspect: string
  countersigners: string[]
  resolved: Partial<Record<ConflictField, Choice>>
  /** Capture uid of the signature of the submission on its way. */
  signature: string | null
  number: string
  round: number
  reason: string
  problems: RecordProblem[]
  storedAt: string | null
}

export interface AnswerRow {
  draft: string
  item: string
  value: string | null
  note: string
  fixedOnSite: boolean
  at: string
}

export interface CaptureRow {
  uid: string
  draft: string
  number: number
  sha256: string
  kind: CaptureKind
  item: string
  caption: string
  takenAt: string
  uptimeMs: number
  session: string
  latitude: string | null
  longitude: string | null
  accuracyM: string | null
  mediaType: string
  size: number
  /** Officers of the task when it was made; absent in rows of the first version. */
  officers?: string[]
  /** This device's signature over the row; absent until it was made. */
  seal?: string
  discarded: { reason: string; at: string } | null
}

/** Bytes on this device and how far they have come; a capture's own, or a derivative's. */
export interface BlobRow {
  uid: string
  draft: string
  /** Capture that this was made from; null for the original. */
  original: string | null
  caption: string
  sha256: string
  mediaType: string
  size: number
  /** Null once the server has everything and the copy was given up. */
  data: Blob | null
  uploadUid: string
  offset: number
  /** stored: the server echoed the hash. derived: the derivative stands beside its original. */
  state: 'waiting' | 'stored' | 'derived'
  sm3: string
  attempts: number
  lastError: string
}

export interface ThumbnailRow {
  uid: string
  draft: string
  data: Blob
}

/** A small picture of an earlier finding, fetched beside the package. */
export interface PictureRow {
  evidence: string
  data: Blob
}

export interface OutboxRow {
  order?: number
  /** Uid of the thing to send: a local task or a draft. */
  uid: string
  kind: 'task' | 'record'
  person: string
  state: 'waiting' | 'sending' | 'done' | 'conflict' | 'refused'
  title: string
  queuedAt: string
  /** Moment told to the server as the sending; kept over quick repeats so that the body stays the same. */
  sentAt: string | null
  attempts: number
  lastError: string
  lastErrorCode: string
  /** Not tried by itself before this moment, milliseconds since 1970. */
  nextAt: number
  doneAt: string | null
}

export interface ConflictRow {
  id?: number
  draft: string
  at: string
  fields: FieldConflict[]
  /** Null until a person has chosen. */
  choices: Partial<Record<ConflictField, Choice>> | null
  decidedAt: string | null
}

export interface SettingRow {
  key: string
  value: unknown
}
