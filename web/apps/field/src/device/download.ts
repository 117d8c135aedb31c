/** Fetching the offline package, the forms for unplanned visits and the officer's own certificate. */
import { api } from '@zhijian/api'
import { acceptPackage, keepPictures, pruneStored, readSetting, rememberPerson, writeSetting, type Colleague, type Matter, type Package } from '@zhijian/offline'

import { fetchReader } from './codeReader'
import { db } from './database'

/** Our own code reader is as large as everything else together and waits until the officer can work. */
const READER_AFTER_MS = 8000

export type Span = 'today' | 'week'

/** What the officer shows when entering; without a certificate the number is empty. */
export interface OwnCertificate {
  name: string
  number: string
  validTo: string | null
  organisation: string
  title: string
}

/** What the phone could do without a network right now: the app's own files count only once the service worker serves them. */
export function readiness(isDownloaded: boolean, isControlled: boolean): string {
  if (!isDownloaded) return '还没有离线包'
  return isControlled ? '离线包已就绪' : '离线包已下载，应用还在准备离线使用'
}

/** Download, check by hash, then replace the older package. Raises Problem, PackageDamaged. */
export async function download(person: string, span: Span, signal?: AbortSignal): Promise<void> {
  await rememberPerson(db, person)
  const path = span === 'week' ? '/api/v1/inspection/packages/week' : '/api/v1/inspection/packages/today'
  const { data: found } = await api.send<Package>('get', path, { ...(signal ? { signal } : {}), timeoutMs: 60_000 })
  const matters = await mattersOf().catch(() => [])
  await acceptPackage(db, person, found, matters)
  await writeSetting(db, 'downloaded', { at: new Date().toISOString(), span })
  await keepForms(matters)
  await keepCertificate(person).catch(() => undefined)
  await keepReasons()
  await pruneStored(db, new Date())
  await keepPictures(db, fetchPicture).catch(() => undefined)
  setTimeout(() => void fetchReader().catch(() => undefined), READER_AFTER_MS)
}

/** Null for what has no picture; raises without a network, so that the rest is left for the next time. */
async function fetchPicture(address: string): Promise<Blob | null> {
  const answer = await fetch(address, { credentials: 'same-origin' })
  return answer.ok && (answer.headers.get('content-type') ?? '').startsWith('image/') ? answer.blob() : null
}

async function mattersOf(): Promise<Matter[]> {
  const { data } = await api.send<{ items: Matter[] }>('get', '/api/v1/inspection/matters')
  return data.items.map(({ uid, code, name, classes, form_code }) => ({ uid, code, name, classes, form_code }))
}

/** Forms of every matter, so that an unplanned visit can be made without a network. */
async function keepForms(matters: Matter[]): Promise<void> {
  for (const code of new Set(matters.map((matter) => matter.form_code))) {
    const answer = await api.send<{ hash: string; definition: never }>('get', `/api/v1/forms/${encodeURIComponent(code)}`).catch(() => null)
    if (answer) await db.forms.put({ hash: answer.data.hash, code, definition: answer.data.definition })
  }
}

interface Officer extends Omit<Colleague, 'certificate'> {
  certificate: { number: string; valid_to: string | null } | null
}

async function keepCertificate(person: string): Promise<void> {
  const { data } = await api.send<Officer[]>('get', '/api/v1/identity/officers')
  const own = data.find((one) => one.uid === person)
  if (!own) return
  const kept: OwnCertificate = {
    name: own.name, number: own.certificate?.number ?? '', validTo: own.certificate?.valid_to ?? null, organisation: own.organisation_name, title: own.title,
  }
  await writeSetting(db, `certificate:${person}`, kept)
}

/** Why records were sent back, in the words of who sent them back. */
async function keepReasons(): Promise<void> {
  const returned = await db.drafts.where('state').equals('returned').toArray()
  for (const draft of returned) {
    const answer = await api.send<{ returned_reason: string }>('get', `/api/v1/inspection/inspections/${draft.uid}`).catch(() => null)
    if (answer?.data.returned_reason) await db.drafts.update(draft.uid, { reason: answer.data.returned_reason })
  }
}

export const ownCertificate = (person: string): Promise<OwnCertificate | undefined> => readSetting(db, `certificate:${person}`)
