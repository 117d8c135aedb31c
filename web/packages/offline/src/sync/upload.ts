/** One file on its way: begun under its own uid, continued from the byte the server names, done when the hash came back. */
import { newUid } from '../ids'
import type { Send } from './http'
import { expectSuccess, factsOf, Refused } from './refusals'

export const CHUNK_BYTES = 512 * 1024
/** How often in a row the server may name another place before we give up for this run. */
const MOST_CORRECTIONS = 8

export interface UploadGiven {
  uploadUid: string
  sha256: string
  mediaType: string
  data: Blob
}

export interface UploadParts {
  send: Send
  /** Told after each step, to be written down. */
  onProgress?: (offset: number) => Promise<void>
  /** Told when the upload had to start again under another uid. */
  onRestart?: (uploadUid: string) => Promise<void>
  chunkBytes?: number
}

const UPLOADS = '/api/v1/evidence/uploads'

/** Send a file; gives the server's SM3 after it echoed our SHA-256. Raises Later, Refused, NoAnswer. */
export async function sendFile(given: UploadGiven, parts: UploadParts): Promise<string> {
  try {
    return await sendOnce(given, parts)
  } catch (error) {
    if (!(error instanceof Refused) || !['evidence.upload_ended', 'evidence.upload_quarantined'].includes(error.code)) throw error
    const uploadUid = newUid()
    await parts.onRestart?.(uploadUid)
    return sendOnce({ ...given, uploadUid }, parts)
  }
}

async function sendOnce(given: UploadGiven, parts: UploadParts): Promise<string> {
  const { send } = parts
  const begun = expectSuccess(
    await send('POST', UPLOADS, {
      key: newUid(),
      json: { uid: given.uploadUid, sha256: given.sha256, size: given.data.size, media_type: given.mediaType },
    }),
  )
  let offset = Number(begun.body['offset'] ?? 0)
  for (let corrections = 0; corrections <= MOST_CORRECTIONS; corrections += 1) {
    offset = await sendBytes(given, offset, parts)
    const reply = await send('POST', `${UPLOADS}/${given.uploadUid}/finish`, { key: newUid() })
    if (reply.status !== 409 || typeof factsOf(reply)['offset'] !== 'number') return echoed(given, expectSuccess(reply).body)
    offset = Number(factsOf(reply)['offset'])
  }
  throw new Refused('服务器反复要求从别处续传，请稍后重试。', 'offline.upload_stuck', {})
}

async function sendBytes(given: UploadGiven, from: number, parts: UploadParts): Promise<number> {
  let offset = from
  let corrections = 0
  while (offset < given.data.size) {
    const chunk = given.data.slice(offset, offset + (parts.chunkBytes ?? CHUNK_BYTES), 'application/octet-stream')
    const reply = await parts.send('PATCH', `${UPLOADS}/${given.uploadUid}`, {
      key: newUid(), bytes: chunk, headers: { 'Upload-Offset': String(offset) },
    })
    const told = factsOf(reply)['offset']
    if (reply.status === 409 && typeof told === 'number') {
      corrections += 1
      if (corrections > MOST_CORRECTIONS) throw new Refused('服务器反复要求从别处续传，请稍后重试。', 'offline.upload_stuck', {})
      offset = told
    } else {
      offset = Number(expectSuccess(reply).body['offset'] ?? offset + chunk.size)
    }
    await parts.onProgress?.(offset)
  }
  return offset
}

function echoed(given: UploadGiven, body: Record<string, unknown>): string {
  const sm3 = body['sm3']
  if (body['sha256'] !== given.sha256 || typeof sm3 !== 'string' || sm3 === '') {
    throw new Refused('服务器返回的校验值与本机不一致，文件仍保存在本机。', 'offline.hash_differs', { echoed: body['sha256'] })
  }
  return sm3
}
