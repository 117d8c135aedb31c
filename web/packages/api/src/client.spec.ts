import { beforeEach, describe, expect, test, vi } from 'vitest'

import { Client, fillPath } from './client'
import { Problem } from './problems'
import { withQuery } from './transport'

function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  const type = status < 400 ? 'application/json' : 'application/problem+json; charset=utf-8'
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': type, ...headers } })
}

/** A client whose server answers with the given steps in order; a step that throws is a dead line. */
function clientWith(...steps: (() => Response)[]) {
  const requests: { url: string; init: RequestInit; headers: Record<string, string> }[] = []
  const waits: number[] = []
  const left = [...steps]
  const client = new Client({
    fetch: async (url, init = {}) => {
      requests.push({ url: String(url), init, headers: init.headers as Record<string, string> })
      const step = left.shift()
      if (step === undefined) throw new Error('the test expected no further request')
      return step()
    },
    wait: async (ms) => {
      waits.push(ms)
    },
  })
  return { client, requests, waits }
}

const dead = (): Response => {
  throw new TypeError('Failed to fetch')
}

async function problemFrom(promise: Promise<unknown>): Promise<Problem> {
  const error = await promise.then(
    () => null,
    (failure: unknown) => failure,
  )
  expect(error).toBeInstanceOf(Problem)
  return error as Problem
}

beforeEach(() => {
  document.cookie = 'csrftoken=tok%2Ben'
})

describe('writes', () => {
  test('an idempotency key stays the same over every attempt of one call', async () => {
    const { client, requests } = clientWith(dead, () => json({}, 503), () => json({ name: '王伟', must_change_password: false }))

    await client.post('/api/v1/identity/sign-in', { body: { username: 'a', password: 'b' } })

    const keys = requests.map((request) => request.headers['Idempotency-Key'])
    expect(keys).toHaveLength(3)
    expect(new Set(keys).size).toBe(1)
    expect(keys[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/)
    expect(new Set(requests.map((request) => request.init.body)).size).toBe(1)
  })

  test('two calls have two keys, and a key given by the page is used as it is', async () => {
    const { client, requests } = clientWith(...Array.from({ length: 3 }, () => () => new Response(null, { status: 204 })))

    await client.post('/api/v1/identity/sign-out')
    await client.post('/api/v1/identity/sign-out')
    await client.post('/api/v1/identity/sign-out', { key: 'mine' })

    const keys = requests.map((request) => request.headers['Idempotency-Key'])
    expect(new Set(keys).size).toBe(3)
    expect(keys[2]).toBe('mine')
  })

  test('the token cookie is echoed, and fetched first when there is none', async () => {
    document.cookie = 'csrftoken=; expires=Thu, 01 Jan 1970 00:00:00 GMT'
    const { client, requests } = clientWith(
      () => {
        document.cookie = 'csrftoken=fresh'
        return json({ token: 'fresh' })
      },
      () => new Response(null, { status: 204 }),
    )

    await client.post('/api/v1/identity/sign-out')

    expect(requests.map((request) => request.url)).toEqual(['/api/v1/identity/csrf', '/api/v1/identity/sign-out'])
    expect(requests[1]?.headers['X-CSRFToken']).toBe('fresh')
  })

  test('reads carry neither token nor key', async () => {
    const { client, requests } = clientWith(() => json({ items: [] }))

    await client.get('/api/v1/search', { query: { q: '酒都' } })

    expect(requests[0]?.headers).toEqual({ Accept: 'application/json' })
    expect(requests[0]?.url).toBe('/api/v1/search?q=%E9%85%92%E9%83%BD')
  })

  test('an edit names the version it was made on', async () => {
    const { client, requests } = clientWith(() => new Response(null, { status: 204 }))

    await client.send('put', '/api/v1/x', { body: { a: 1 }, ifMatch: '"v7"' })

    expect(requests[0]?.headers['If-Match']).toBe('"v7"')
    expect(requests[0]?.init.body).toBe('{"a":1}')
  })
})

describe('answers', () => {
  test('the version mark comes with the data when asked for', async () => {
    const { client } = clientWith(() => json({ items: [] }, 200, { etag: '"v3"' }))

    const answer = await client.getTagged('/api/v1/search', { query: { q: 'ab' } })

    expect(answer).toEqual({ data: { items: [] }, etag: '"v3"', status: 200 })
  })

  test('a refusal becomes a problem with code, sentence, facts, fields and trace', async () => {
    const fields = [{ field: 'body.fine', message: '必填', kind: 'missing' }]
    const { client, requests } = clientWith(() =>
      json({ status: 422, code: 'http.body_invalid', detail: '提交的内容不符合要求。', facts: { fields, stage: 'filed' }, trace: 'a81f' }, 422),
    )

    const problem = await problemFrom(client.get('/api/v1/portal/session'))

    expect(requests).toHaveLength(1)
    expect(problem).toMatchObject({ status: 422, code: 'http.body_invalid', detail: '提交的内容不符合要求。', trace: 'a81f' })
    expect(problem.facts['stage']).toBe('filed')
    expect(problem.fields).toEqual(fields)
  })

  test('a bare answer of a proxy becomes a sentence of ours, after patience has ended', async () => {
    const gateway = (): Response => new Response('<html>Bad gateway</html>', { status: 502, headers: { 'content-type': 'text/html' } })
    const { client, waits } = clientWith(gateway, gateway, gateway)

    const problem = await problemFrom(client.get('/api/v1/portal/session'))

    expect(problem).toMatchObject({ status: 502, code: 'http.status_502', detail: '服务暂时不可用，请稍后重试。' })
    expect(waits).toEqual([300, 1200])
  })

  test('a dead line becomes network.unreachable and is told as offline', async () => {
    const { client } = clientWith(dead, dead, dead)

    const problem = await problemFrom(client.get('/api/v1/portal/session'))

    expect(problem.code).toBe('network.unreachable')
    expect(problem.isOffline).toBe(true)
  })

  test('the pause that the server asks for is kept, within reason', async () => {
    const busy = (seconds: string) => () => json({}, 503, { 'retry-after': seconds })
    const { client, waits } = clientWith(busy('2'), busy('600'), () => json({ items: [] }))

    await client.get('/api/v1/search', { query: { q: 'ab' } })

    expect(waits).toEqual([2000, 5000])
  })

  test('an app page in place of an answer is never taken for data', async () => {
    const { client } = clientWith(() => new Response('<!doctype html>', { status: 200, headers: { 'content-type': 'text/html' } }))

    expect((await problemFrom(client.get('/api/v1/portal/session'))).code).toBe('http.unreadable')
  })

  test('a server that stays silent is given up after the time limit', async () => {
    const client = new Client({
      fetch: (_url, init) =>
        new Promise((_resolve, reject) => {
          init?.signal?.addEventListener('abort', () => reject(new DOMException('x', 'AbortError')))
        }),
      wait: async () => undefined,
    })

    expect((await problemFrom(client.get('/api/v1/portal/session', { timeoutMs: 5 }))).code).toBe('network.timeout')
  })

  test('a call that the page gives up ends as an abort, not as a problem', async () => {
    const { client, requests } = clientWith()
    const giveUp = new AbortController()
    giveUp.abort()

    await expect(client.get('/api/v1/portal/session', { signal: giveUp.signal })).rejects.toMatchObject({ name: 'AbortError' })
    expect(requests).toHaveLength(0)
  })
})

describe('an expired session', () => {
  const expired = (): Response => json({ status: 401, code: 'not_signed_in', detail: '请先登录。', facts: {} }, 401)

  test('the act is repeated under its own key after the person signed in again', async () => {
    const { client, requests } = clientWith(expired, () => new Response(null, { status: 204 }))
    client.whenSessionExpires(async () => true)

    await client.post('/api/v1/identity/password', { body: { old: 'a', new: 'b' } })

    expect(requests).toHaveLength(2)
    expect(requests[1]?.headers['Idempotency-Key']).toBe(requests[0]?.headers['Idempotency-Key'])
  })

  test('many calls wait for one sign-in', async () => {
    const { client } = clientWith(expired, expired, () => json({ items: [] }), () => json({ items: [] }))
    const ask = vi.fn(async () => true)
    client.whenSessionExpires(ask)

    await Promise.all([client.get('/api/v1/search', { query: { q: 'ab' } }), client.get('/api/v1/search', { query: { q: 'cd' } })])

    expect(ask).toHaveBeenCalledTimes(1)
  })

  test('the refusal goes up when the person does not sign in, or was only signing in', async () => {
    const { client, requests } = clientWith(expired, expired)

    expect((await problemFrom(client.get('/api/v1/portal/session'))).code).toBe('not_signed_in')
    client.whenSessionExpires(async () => true)
    expect((await problemFrom(client.get('/api/v1/portal/session', { anonymous: true }))).status).toBe(401)
    expect(requests).toHaveLength(2)
  })
})

test('names in a path are escaped, and a missing one is a programming error', () => {
  expect(fillPath('/cases/{case}/x', { case: 'a/b' })).toBe('/cases/a%2Fb/x')
  expect(() => fillPath('/cases/{case}', {})).toThrow('case')
})

test('empty conditions are left out of an address and lists repeat their name', () => {
  expect(withQuery('/x', { a: '', b: null, c: undefined, d: 0, e: false, f: [1, 2] })).toBe('/x?d=0&e=false&f=1&f=2')
})
