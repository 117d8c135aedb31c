/** The device's own signature over each capture; the private key never leaves the browser that made it. */
import { canonicalJson } from '@zhijian/forms'

import type { CaptureBody } from './contract'
import type { FieldDatabase } from './database'
import type { CaptureRow } from './rows'
import { deviceName, readSetting, writeSetting } from './settings'

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' } as const
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' } as const

/** The key of this device, made once; null where the browser has no signing (plain http). */
async function deviceKey(db: FieldDatabase): Promise<CryptoKeyPair | null> {
  if (!globalThis.crypto?.subtle) return null
  const known = await readSetting<CryptoKeyPair>(db, 'device-key')
  if (known) return known
  const made = await crypto.subtle.generateKey(CURVE, false, ['sign', 'verify'])
  // Two tabs may make one at once; the first that was written stays.
  return db.transaction('rw', db.settings, async () => {
    const first = await readSetting<CryptoKeyPair>(db, 'device-key')
    if (first) return first
    await writeSetting(db, 'device-key', made)
    return made
  })
}

/** The public key as the server reads it; empty where there is none. */
export async function devicePublicKey(db: FieldDatabase): Promise<string> {
  const key = await deviceKey(db)
  return key ? base64Of(await crypto.subtle.exportKey('spki', key.publicKey)) : ''
}

/** What is signed; the server puts the same text together from what it is sent. */
export function sealedText(capture: Omit<CaptureBody, 'seal' | 'discarded'>, inspection: string, device: string): string {
  const { uid, number, sha256, kind, item, caption, taken_at, uptime_ms, session, latitude, longitude, accuracy_m, officers } = capture
  return canonicalJson({
    schema: 'capture-seal/1', inspection, device, uid, number, sha256, kind, item, caption, taken_at, uptime_ms, session, latitude, longitude,
    accuracy_m, officers,
  })
}

/** A capture as it travels, without its seal. */
export function captureFacts(row: CaptureRow): Omit<CaptureBody, 'seal' | 'discarded'> {
  return {
    uid: row.uid, number: row.number, sha256: row.sha256, kind: row.kind, item: row.item, caption: row.caption,
    taken_at: row.takenAt, uptime_ms: row.uptimeMs, session: row.session,
    latitude: row.latitude, longitude: row.longitude, accuracy_m: row.accuracyM, officers: row.officers ?? [],
  }
}

/** Sign the captures of a record that are not sealed yet. */
export async function sealCaptures(db: FieldDatabase, draft: string): Promise<void> {
  const key = await deviceKey(db)
  if (!key) return
  const device = await deviceName(db)
  const open = await db.captures.where('draft').equals(draft).filter((row) => !row.seal).toArray()
  for (const row of open) {
    const text = new TextEncoder().encode(sealedText(captureFacts(row), draft, device))
    await db.captures.update(row.uid, { seal: base64Of(await crypto.subtle.sign(SIGNING, key.privateKey, text)) })
  }
}

const base64Of = (bytes: ArrayBuffer): string => btoa(String.fromCharCode(...new Uint8Array(bytes)))
