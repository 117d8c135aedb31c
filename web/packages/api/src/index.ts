export { api, Client, fillPath } from './client'
export { newKey, WriteKey } from './idempotency'
export { everyRow, type Page, type PageRequest } from './pages'
export { isAbort, networkProblem, Problem, toProblem, whatToDo, type FieldProblem } from './problems'
export { withQuery, type Answer, type SendOptions } from './transport'
export { upload, type UploadOptions } from './upload'
export type { components, operations, paths } from './schema'

import type { components } from './schema'

/** A named record of the contract: `Schema<'Session'>`. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name]
