/** Refusals and failures of the server as one typed error, and the sentences a person reads about them. */

export interface FieldProblem {
  /** Path of the field inside the request, `body.fine`. */
  field: string
  message: string
  kind: string
}

interface ProblemBody {
  status?: number
  code?: string
  detail?: string
  facts?: Record<string, unknown>
  trace?: string | null
}

/** What the server said (RFC 9457), or `network.*` with status 0 when it said nothing. */
export class Problem extends Error {
  readonly status: number
  /** Stable code of the error, `enforcement.wrong_stage`. */
  readonly code: string
  /** A full sentence in Chinese for the user. */
  readonly detail: string
  readonly facts: Readonly<Record<string, unknown>>
  /** Id under which the server logged the request. */
  readonly trace: string | null

  constructor(body: ProblemBody, fallbackStatus: number) {
    const status = body.status ?? fallbackStatus
    const code = body.code ?? `http.status_${status}`
    const detail = body.detail ?? sentenceFor(code, status)
    super(detail)
    this.name = 'Problem'
    this.status = status
    this.code = code
    this.detail = detail
    this.facts = body.facts ?? {}
    this.trace = body.trace ?? null
  }

  /** Fields that the server marked, in its order. */
  get fields(): FieldProblem[] {
    const { fields } = this.facts
    return Array.isArray(fields) ? fields.filter(isFieldProblem) : []
  }

  /** No answer reached this device. */
  get isOffline(): boolean {
    return this.status === 0
  }
}

function isFieldProblem(value: unknown): value is FieldProblem {
  return typeof value === 'object' && value !== null && 'field' in value && 'message' in value
}

/** Sentences for codes whose answer carries none: the transport's own failures and bare proxy answers. */
const SENTENCES: Readonly<Record<string, string>> = {
  'network.unreachable': '连不上服务器，请检查网络后重试。',
  'network.timeout': '服务器长时间没有答复，请稍后重试。',
  'http.unreadable': '服务器的答复无法读取，请稍后重试。',
  'http.status_401': '登录已过期，请重新登录。',
  'http.status_403': '您没有办理这项业务的权限。',
  'http.status_404': '没有找到，可能已被删除，或不在您的管辖范围内。',
  'http.status_409': '这条记录刚被别人改过，请刷新后再办。',
  'http.status_412': '这条记录刚被别人改过，请刷新后再办。',
  'http.status_413': '文件太大，服务器没有接收。',
  'http.status_422': '提交的内容不符合要求，请检查标出的字段。',
  'http.status_429': '操作太频繁，请稍候再试。',
  'http.status_500': '系统出了意外，已记录。请稍后重试。',
  'http.status_502': '服务暂时不可用，请稍后重试。',
  'http.status_503': '服务暂时不可用，请稍后重试。',
  'http.status_504': '服务器长时间没有答复，请稍后重试。',
}

function sentenceFor(code: string, status: number): string {
  return SENTENCES[code] ?? SENTENCES[`http.status_${status}`] ?? '没有办成，请稍后重试。'
}

/** What a person can do about it, as a full sentence; the server's `facts.todo` wins when it sends one. */
export function whatToDo(problem: Problem): string {
  const { todo, retry_after_s: wait } = problem.facts
  if (typeof todo === 'string') return todo
  if (typeof wait === 'number') return `请在 ${Math.ceil(wait)} 秒后重试。`
  if (problem.isOffline) return '请检查网络后重试。'
  if (problem.status === 403) return '需要权限时，请联系本单位的安全管理员。'
  if (problem.status === 404) return '请返回列表核对，或请有管辖权的单位办理。'
  if (problem.status === 409 || problem.status === 412) return '请刷新页面，核对最新内容后再办。'
  if (problem.status === 422) return '请按提示修改后重新提交。'
  return '请稍后重试；反复出现时，把代码和追踪号告诉管理员。'
}

/** A `Problem` for the transport's own failures: `network.unreachable`, `network.timeout`. */
export function networkProblem(code: 'network.unreachable' | 'network.timeout'): Problem {
  return new Problem({ code }, 0)
}

/** Read the error out of an answer, whatever a proxy made of it. */
export async function problemOf(response: Response): Promise<Problem> {
  const type = response.headers.get('content-type') ?? ''
  const trace = response.headers.get('x-trace-id')
  if (!type.includes('json')) return new Problem({ trace }, response.status)
  const body: unknown = await response.json().catch(() => null)
  const fields = typeof body === 'object' && body !== null ? (body as ProblemBody) : {}
  return new Problem({ trace, ...fields }, response.status)
}

/** Any thrown value as a `Problem`; a programming error becomes `app.unexpected` and keeps its message as a fact. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  const cause = error instanceof Error ? error.message : String(error)
  return new Problem({ code: 'app.unexpected', detail: '页面出了意外，请刷新后重试。', facts: { cause } }, -1)
}

/** Whether a load or write was given up by the page itself. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}
