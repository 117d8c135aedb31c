/** The typed client: paths, parameters, bodies and answers come from the published contract. */
import type { AnswerOf, InputArguments, Method, Operation, PathWith } from './contract'
import { Transport, type Answer, type SendOptions, type TransportParts } from './transport'

interface AnyInput extends SendOptions {
  path?: Record<string, unknown>
}

/** Calls of the server. `get('/api/v1/search', { query: { q } })` gives the answer's JSON or raises `Problem`. */
export class Client {
  private readonly transport: Transport
  private sessionExpired: () => Promise<boolean> = () => Promise.resolve(false)
  private signingIn: Promise<boolean> | null = null

  constructor(parts: Partial<Pick<TransportParts, 'fetch' | 'wait'>> = {}) {
    this.transport = new Transport({
      fetch: parts.fetch ?? ((...request) => fetch(...request)),
      wait: parts.wait ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms))),
      onSessionExpired: () => this.signInAgain(),
    })
  }

  /** Says what happens on 401: resolve true after the person signed in again, and the waiting calls are repeated. */
  whenSessionExpires(handler: () => Promise<boolean>): void {
    this.sessionExpired = handler
  }

  get<P extends PathWith<'get'>>(path: P, ...rest: InputArguments<Operation<P, 'get'>>) {
    return this.data<P, 'get'>('get', path, rest[0])
  }

  /** Like `get`, with the ETag that a later change hands back as `ifMatch`. */
  getTagged<P extends PathWith<'get'>>(path: P, ...rest: InputArguments<Operation<P, 'get'>>) {
    return this.call<P, 'get'>('get', path, rest[0])
  }

  post<P extends PathWith<'post'>>(path: P, ...rest: InputArguments<Operation<P, 'post'>>) {
    return this.data<P, 'post'>('post', path, rest[0])
  }

  put<P extends PathWith<'put'>>(path: P, ...rest: InputArguments<Operation<P, 'put'>>) {
    return this.data<P, 'put'>('put', path, rest[0])
  }

  patch<P extends PathWith<'patch'>>(path: P, ...rest: InputArguments<Operation<P, 'patch'>>) {
    return this.data<P, 'patch'>('patch', path, rest[0])
  }

  delete<P extends PathWith<'delete'>>(path: P, ...rest: InputArguments<Operation<P, 'delete'>>) {
    return this.data<P, 'delete'>('delete', path, rest[0])
  }

  /** For addresses the contract does not list (files, links the server sent); the caller names the answer's type. */
  send<T>(method: Method, url: string, options: SendOptions = {}): Promise<Answer<T>> {
    return this.transport.send<T>(method, url, options)
  }

  private async data<P extends PathWith<M>, M extends Method>(method: M, path: P, input?: object) {
    const answer = await this.call<P, M>(method, path, input)
    return answer.data
  }

  private call<P extends PathWith<M>, M extends Method>(method: M, path: P, input: object = {}) {
    const { path: names, ...options } = input as AnyInput
    return this.transport.send<AnswerOf<Operation<P, M>>>(method, fillPath(String(path), names), options)
  }

  /** All calls that met 401 wait for one sign-in. */
  private signInAgain(): Promise<boolean> {
    this.signingIn ??= this.sessionExpired().finally(() => {
      this.signingIn = null
    })
    return this.signingIn
  }
}

/** `/cases/{case}` with its names filled in and escaped. */
export function fillPath(path: string, names: Record<string, unknown> = {}): string {
  return path.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    if (!(name in names)) throw new Error(`path parameter ${name} is missing for ${path}`)
    return encodeURIComponent(String(names[name]))
  })
}

/** The client of the app. */
export const api = new Client()
