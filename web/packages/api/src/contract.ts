/** Types that read parameters, bodies and answers of an endpoint out of the generated `paths`. */
import type { paths } from './schema'

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

/** Paths that know the method. */
export type PathWith<M extends Method> = {
  [P in keyof paths]: paths[P][M] extends object ? P : never
}[keyof paths]

export type Operation<P extends keyof paths, M extends Method> = NonNullable<paths[P][M]>

type JsonOf<R> = R extends { content: { 'application/json': infer T } } ? T : undefined

/** What a call gives back: the JSON of its 200/201/202 answer, `undefined` for 204. */
export type AnswerOf<Op> = Op extends { responses: infer R }
  ? { [S in keyof R]: S extends 200 | 201 | 202 | 204 ? JsonOf<R[S]> : never }[keyof R]
  : never

type ParameterOf<Op, Kind extends 'path' | 'query'> = Op extends { parameters: infer All }
  ? Kind extends keyof All
    ? All[Kind]
    : undefined
  : undefined

/** `{ name: T }`, optional when `T` has no required member, absent when there is none. */
type Part<Name extends string, T> = [NonNullable<T>] extends [never]
  ? { [K in Name]?: never }
  : object extends NonNullable<T>
    ? { [K in Name]?: NonNullable<T> }
    : { [K in Name]: NonNullable<T> }

type BodyOf<Op> = Op extends { requestBody: { content: infer C } }
  ? C extends { 'application/json': infer T }
    ? { body: T }
    : C extends { 'multipart/form-data': unknown }
      ? { body: FormData }
      : { body: Blob }
  : Op extends { requestBody?: { content: { 'application/json': infer T } } }
    ? { body?: T }
    : { body?: never }

export interface CallOptions {
  signal?: AbortSignal
  /** Idempotency key of a write; made fresh when not given. */
  key?: string
  /** ETag of the version that was edited; the server answers 412 when there is a newer one. */
  ifMatch?: string | null
  /** Give up an attempt after this many milliseconds; 30 000 when not given. */
  timeoutMs?: number
  /** Made without a session (signing in): 401 is then an answer like others. */
  anonymous?: boolean
}

/** Everything a call of this operation takes. */
export type InputOf<Op> = Part<'path', ParameterOf<Op, 'path'>> &
  Part<'query', ParameterOf<Op, 'query'>> &
  BodyOf<Op> &
  CallOptions

/** Makes the input optional when nothing in it is required. */
export type InputArguments<Op> = object extends InputOf<Op> ? [input?: InputOf<Op>] : [input: InputOf<Op>]
