/** Sending a file with visible progress; `fetch` cannot tell how much has left the device. */
import { newKey } from './idempotency'
import { networkProblem, Problem } from './problems'
import { writeHeaders } from './transport'

export interface UploadOptions {
  body: Blob | FormData
  method?: 'POST' | 'PUT' | 'PATCH'
  key?: string
  headers?: Record<string, string>
  signal?: AbortSignal
  /** Share that has left the device, 0…1. */
  onProgress?: (share: number) => void
}

/** The JSON of the server's answer. Raises `Problem`; an abort raises `AbortError`. */
export function upload<T>(url: string, options: UploadOptions): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open(options.method ?? 'POST', url)
    const headers = { Accept: 'application/json', ...writeHeaders(options.key ?? newKey()), ...options.headers }
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) options.onProgress?.(event.loaded / event.total)
    })
    request.addEventListener('load', () => {
      const body = parse(request.responseText)
      if (request.status >= 200 && request.status < 300) resolve(body as T)
      else reject(new Problem(typeof body === 'object' && body !== null ? body : {}, request.status))
    })
    request.addEventListener('error', () => reject(networkProblem('network.unreachable')))
    request.addEventListener('abort', () => reject(new DOMException('upload given up', 'AbortError')))
    options.signal?.addEventListener('abort', () => request.abort())
    request.send(options.body)
  })
}

function parse(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return null
  }
}
