/** What an answer that is no success means for the queue. */
import type { Reply } from './http'

/** Try again later: no network, server busy, session over. The whole run ends. */
export class Later extends Error {
  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message)
    this.name = 'Later'
  }
}

/** The server will not take it as it is; a person must look. */
export class Refused extends Error {
  constructor(
    message: string,
    readonly code: string,
    readonly facts: Readonly<Record<string, unknown>>,
  ) {
    super(message)
    this.name = 'Refused'
  }
}

/** The reply when it is a success. Raises Later or Refused. */
export function expectSuccess(reply: Reply): Reply {
  if (reply.status >= 200 && reply.status < 300) return reply
  const code = textOf(reply.body['code']) || `http.status_${reply.status}`
  const detail = textOf(reply.body['detail'])
  if (reply.status === 401) throw new Later('登录已过期，请重新登录后继续上传。', 'session.expired')
  if (reply.status === 429 || reply.status >= 500) throw new Later(detail || '服务器暂时忙，稍后会自动重试。', code)
  throw new Refused(detail || `服务器没有接收（${reply.status}）。`, code, factsOf(reply))
}

export const factsOf = (reply: Reply): Readonly<Record<string, unknown>> => {
  const facts = reply.body['facts']
  return typeof facts === 'object' && facts !== null ? (facts as Record<string, unknown>) : {}
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
