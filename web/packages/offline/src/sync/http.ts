/** Requests that work the same in a page and in a service worker: no cookies are read, the token is asked for. */

/** An answer of the server, whatever its status. */
export interface Reply {
  status: number
  body: Record<string, unknown>
}

export interface Request {
  json?: unknown
  bytes?: Blob
  headers?: Record<string, string>
  /** Idempotency key of a write. */
  key?: string
}

/** One request; raises NoAnswer when no answer came. */
export type Send = (method: string, path: string, request?: Request) => Promise<Reply>

/** Nothing came back: no network, or too late. What the server did is not known. */
export class NoAnswer extends Error {
  constructor() {
    super('连不上服务器。')
    this.name = 'NoAnswer'
  }
}

const TIMEOUT_MS = 45_000
const CSRF_PATH = '/api/v1/identity/csrf'

/** `send` over the given fetch. The token is asked for once and again when the server no longer takes it. */
export function sender(fetcher: typeof fetch, timeoutMs = TIMEOUT_MS): Send {
  let token: string | null = null

  async function attempt(method: string, path: string, request: Request): Promise<Reply> {
    const giveUp = new AbortController()
    const timer = setTimeout(() => giveUp.abort(), timeoutMs)
    try {
      const response = await fetcher(path, {
        method, headers: headersOf(method, request, token), credentials: 'same-origin', signal: giveUp.signal,
        body: request.bytes ?? (request.json === undefined ? null : JSON.stringify(request.json)),
      })
      return { status: response.status, body: await bodyOf(response) }
    } catch {
      throw new NoAnswer()
    } finally {
      clearTimeout(timer)
    }
  }

  async function askToken(): Promise<void> {
    const reply = await attempt('GET', CSRF_PATH, {})
    token = typeof reply.body['token'] === 'string' ? reply.body['token'] : null
  }

  return async (method, path, request = {}) => {
    if (method !== 'GET' && token === null) await askToken()
    const reply = await attempt(method, path, request)
    if (method === 'GET' || !isTokenStale(reply)) return reply
    await askToken()
    return attempt(method, path, request)
  }
}

/** A new session has a new token; the framework's own refusal has no code. */
function isTokenStale({ status, body }: Reply): boolean {
  return status === 403 && (body['code'] === undefined || body['code'] === 'http.token_stale')
}

function headersOf(method: string, request: Request, token: string | null): Record<string, string> {
  return {
    Accept: 'application/json',
    ...(request.json === undefined ? {} : { 'Content-Type': 'application/json' }),
    ...(request.bytes === undefined ? {} : { 'Content-Type': 'application/octet-stream' }),
    ...(method === 'GET' || token === null ? {} : { 'X-CSRFToken': token }),
    ...(request.key === undefined ? {} : { 'Idempotency-Key': request.key }),
    ...request.headers,
  }
}

async function bodyOf(response: Response): Promise<Record<string, unknown>> {
  if (!(response.headers.get('content-type') ?? '').includes('json')) return {}
  const body: unknown = await response.json()
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
}
