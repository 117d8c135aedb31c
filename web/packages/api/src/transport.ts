/** One request to the server: CSRF, idempotency key, ETag, patience with a bad line, and typed problems. */
import { newKey } from './idempotency'
import { networkProblem, Problem, problemOf } from './problems'

export interface SendOptions {
  query?: Record<string, unknown>
  body?: unknown
  signal?: AbortSignal
  /** Idempotency key of a write; made fresh when not given, and the same for every attempt of this call. */
  key?: string
  ifMatch?: string | null
  timeoutMs?: number
  /** Made without a session (signing in): 401 is then an answer like others. */
  anonymous?: boolean
}

export interface Answer<T> {
  data: T
  /** To be handed back as `ifMatch` when the record is changed. */
  etag: string | null
  status: number
}

export interface TransportParts {
  fetch: typeof fetch
  /** Waits before the next attempt; tests hand in one that does not. */
  wait: (ms: number) => Promise<void>
  /** Called on 401; resolves true once the person has signed in again, and the act is repeated. */
  onSessionExpired: () => Promise<boolean>
}

/** Pauses before the second and third attempt, milliseconds. */
const PAUSES_MS = [300, 1200] as const
const TIMEOUT_MS = 30_000
/** Sets the token cookie that every write echoes. */
const CSRF_PATH = '/api/v1/identity/csrf'
const LONGEST_ASKED_PAUSE_MS = 5_000

/** A cookie's value as the browser shows it to scripts, or null. */
export function readCookie(name: string): string | null {
  const entry = document.cookie.split('; ').find((part) => part.startsWith(`${name}=`))
  return entry === undefined ? null : decodeURIComponent(entry.slice(name.length + 1))
}

/** `path` with `query` appended; empty values are left out and lists repeat their name. */
export function withQuery(path: string, query: Record<string, unknown> = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== '') search.append(name, String(one))
    }
  }
  const text = search.toString()
  return text === '' ? path : `${path}?${text}`
}

/** Headers that every write carries. */
export function writeHeaders(key: string): Record<string, string> {
  const token = readCookie('csrftoken')
  return { 'Idempotency-Key': key, ...(token === null ? {} : { 'X-CSRFToken': token }) }
}

/** Sends requests with the given parts; see `client.ts` for the typed face of it. */
export class Transport {
  constructor(private readonly parts: TransportParts) {}

  /** Raises `Problem`; an abort of `signal` goes up as the browser's `AbortError`. */
  async send<T>(method: string, path: string, options: SendOptions = {}): Promise<Answer<T>> {
    const url = withQuery(path, options.query)
    if (isWrite(method) && readCookie('csrftoken') === null) await this.persist(CSRF_PATH, prepare('GET', {}), {})
    const request = prepare(method, options)
    let response = await this.persist(url, request, options)
    if (response.status === 401 && !options.anonymous && (await this.parts.onSessionExpired())) {
      response = await this.persist(url, prepare(method, { ...options, key: keyOf(request) }), options)
    }
    if (!response.ok) throw await problemOf(response)
    return { data: (await readBody(response)) as T, etag: response.headers.get('etag'), status: response.status }
  }

  /** Attempts until an answer says something definite or patience ends. */
  private async persist(url: string, request: RequestInit, options: SendOptions): Promise<Response> {
    for (const pause of PAUSES_MS) {
      const outcome = await this.attempt(url, request, options).catch((error: unknown) => {
        if (error instanceof Problem) return error
        throw error
      })
      if (outcome instanceof Response && ![502, 503, 504].includes(outcome.status)) return outcome
      await this.parts.wait(outcome instanceof Response ? askedPause(outcome, pause) : pause)
      options.signal?.throwIfAborted()
    }
    return this.attempt(url, request, options)
  }

  private async attempt(url: string, request: RequestInit, options: SendOptions): Promise<Response> {
    const giveUp = new AbortController()
    const stop = (): void => giveUp.abort()
    let late = false
    const timer = setTimeout(() => {
      late = true
      stop()
    }, options.timeoutMs ?? TIMEOUT_MS)
    options.signal?.addEventListener('abort', stop)
    try {
      options.signal?.throwIfAborted()
      return await this.parts.fetch(url, { ...request, signal: giveUp.signal })
    } catch (error) {
      if (options.signal?.aborted) throw error
      throw networkProblem(late ? 'network.timeout' : 'network.unreachable')
    } finally {
      clearTimeout(timer)
      options.signal?.removeEventListener('abort', stop)
    }
  }
}

function isWrite(method: string): boolean {
  return !['GET', 'HEAD'].includes(method.toUpperCase())
}

function prepare(method: string, options: SendOptions): RequestInit {
  const verb = method.toUpperCase()
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (isWrite(verb)) Object.assign(headers, writeHeaders(options.key ?? newKey()))
  if (options.ifMatch) headers['If-Match'] = options.ifMatch
  const raw = options.body instanceof FormData || options.body instanceof Blob
  if (options.body !== undefined && !raw) headers['Content-Type'] = 'application/json'
  const body = raw ? (options.body as BodyInit) : options.body === undefined ? undefined : JSON.stringify(options.body)
  return { method: verb, headers, body: body ?? null, credentials: 'same-origin' }
}

function keyOf(request: RequestInit): string | undefined {
  return (request.headers as Record<string, string>)['Idempotency-Key']
}

function askedPause(response: Response, otherwise: number): number {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  return Number.isFinite(seconds) ? Math.min(seconds * 1000, LONGEST_ASKED_PAUSE_MS) : otherwise
}

async function readBody(response: Response): Promise<unknown> {
  const type = response.headers.get('content-type') ?? ''
  if (response.status === 204 || response.status === 205) return undefined
  if (type.includes('json')) {
    return response.json().catch(() => {
      throw new Problem({ code: 'http.unreadable' }, response.status)
    })
  }
  if (type.startsWith('text/html')) throw new Problem({ code: 'http.unreadable' }, response.status)
  return response.blob()
}
