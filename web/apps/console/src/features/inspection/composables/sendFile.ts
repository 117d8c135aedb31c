/** Sends a file in pieces that can be taken up again; its hash is computed here and checked by the server. */
import { api, newKey, upload, type Schema } from '@zhijian/api'
import { sha256Hex } from '@zhijian/forms'

const CHUNK_BYTES = 1024 * 1024
export const MAX_FILE_BYTES = 200 * 1024 * 1024
/** What the store lets in. */
export const ACCEPTED = 'image/jpeg,image/png,image/webp,video/mp4,video/webm,audio/mp4,audio/ogg,audio/wav,audio/webm,application/pdf'

export interface SentFile {
  sha256: string
  size: number
  media_type: string
}

/** Raises `Problem`; an abort raises `AbortError`. The same file sent twice is one file. */
export async function sendFile(file: Blob, onProgress: (share: number) => void = () => undefined, signal?: AbortSignal): Promise<SentFile> {
  const sha256 = await sha256Hex(new Uint8Array(await file.arrayBuffer()))
  const begun = await api.post('/api/v1/evidence/uploads', {
    body: { uid: newKey(), sha256, size: file.size, media_type: file.type },
    ...(signal === undefined ? {} : { signal }),
  })
  let state = begun
  while (state.state !== 'stored' && state.offset < file.size) {
    const { offset } = state
    const piece = file.slice(offset, offset + CHUNK_BYTES)
    // In order: the server takes the next bytes only.
    // oxlint-disable-next-line no-await-in-loop
    state = await upload<Schema<'UploadOut'>>(`/api/v1/evidence/uploads/${begun.uid}`, {
      method: 'PATCH',
      body: piece,
      headers: { 'Upload-Offset': String(offset), 'Content-Type': 'application/octet-stream' },
      onProgress: (share) => onProgress((offset + share * piece.size) / file.size),
      ...(signal === undefined ? {} : { signal }),
    })
  }
  if (state.state !== 'stored') await api.post('/api/v1/evidence/uploads/{upload}/finish', { path: { upload: begun.uid } })
  onProgress(1)
  return { sha256, size: file.size, media_type: file.type }
}
