/** The server's record and the acts that are open at it. */
import { api, type Schema } from '@zhijian/api'
import { sender, sendFile, sha256OfBlob } from '@zhijian/offline'

export type Inspection = Schema<'InspectionOut'>

/** What is signed, as far as a page shows it; kept as JSON by the server for decades, so it is read with care. */
export interface SignedContent {
  snapshot?: { form?: { title?: string }; rows?: SnapshotRow[] }
  verdict?: string
  opinion?: string
  entity_opinion?: string
  serious?: boolean
  rectification?: { length: number; unit: string; items: { item: string; order: string }[] } | null
  signer?: { name: string; role: string } | null
  refusal?: { reason: string; witness: string } | null
  notice?: { representative?: { name?: string } }
  evidence?: { uid: string; discarded: unknown }[]
  flags?: { seals?: { missing: number[]; broken: number[] } }
}

export interface SnapshotRow {
  section: string
  item: string
  no: string
  text: string
  answer: string
  note: string
  fixed: string
  evidence: string[]
}

export const readRecord = (uid: string, signal: AbortSignal): Promise<Inspection> => api.get('/api/v1/inspection/inspections/{uid}', { path: { uid }, signal })

export interface Word {
  decision: 'approve' | 'reject'
  contentHash: string
  reason: string
  /** The handwriting, with a uid of its own for as long as it is not changed. */
  signature: { uid: string; data: Blob } | null
}

/** Countersign in one's own session; the handwriting goes first. Raises Problem, Later, Refused, NoAnswer. */
export async function countersign(uid: string, word: Word, key: string): Promise<Inspection> {
  const sent = word.signature && (await sendSignature(word.signature))
  return api.post('/api/v1/inspection/inspections/{uid}/countersign', {
    path: { uid }, key,
    body: {
      decision: word.decision, content_hash: word.contentHash, reason: word.reason,
      signature: sent?.uid ?? null, signature_sha256: sent?.sha256 ?? null,
    },
  })
}

async function sendSignature({ uid, data }: { uid: string; data: Blob }): Promise<{ uid: string; sha256: string }> {
  const sha256 = await sha256OfBlob(data)
  await sendFile({ uploadUid: uid, sha256, mediaType: data.type, data }, { send: sender((...request) => fetch(...request)) })
  return { uid, sha256 }
}

export const sendCode = (uid: string, person: string, key: string) =>
  api.post('/api/v1/inspection/inspections/{uid}/sms-code', { path: { uid }, body: { person }, key })

export interface CodeWord {
  person: string
  challenge: string
  code: string
  contentHash: string
}

export const countersignBySms = (uid: string, word: CodeWord, key: string): Promise<Inspection> =>
  api.post('/api/v1/inspection/inspections/{uid}/countersign-by-sms', {
    path: { uid }, key, body: { person: word.person, challenge: word.challenge, code: word.code, content_hash: word.contentHash },
  })

/** Hand a serious problem over to enforcement. */
export const reportSerious = (inspection: string, facts: string, key: string) =>
  api.post('/api/v1/inspection/inspections/{inspection}/report-serious', { path: { inspection }, key, body: { facts } })

/** What the device's seals say against the evidence, as sentences; none when every capture is sealed and fits. */
export function sealSentences(content: SignedContent): { isAltered: boolean; text: string }[] {
  const { broken = [], missing = [] } = content.flags?.seals ?? {}
  const found = []
  if (broken.length > 0) found.push({ isAltered: true, text: `证据 ${broken.join('、')} 的设备签封与内容不符：取证以后被改动过，会签前请核对原始设备。` })
  if (missing.length > 0) found.push({ isAltered: false, text: `证据 ${missing.join('、')} 没有设备签封，取证以后是否改动过无法由设备证明。` })
  return found
}

const UNITS: Readonly<Record<string, string>> = { working_days: '个工作日', calendar_days: '日' }

/** 5 个工作日内改正, 立即改正. */
export function periodText(order: NonNullable<SignedContent['rectification']>): string {
  return order.length === 0 ? '立即改正' : `${order.length} ${UNITS[order.unit] ?? '日'}内改正`
}
