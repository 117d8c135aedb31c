/** The second, independent implementation of the verifiable draw (docs/processes/draw.md). */

export { DRAND } from './beacons'
export { hashText, hashValue } from './digest'
export type { DrawDocument, DrawResult, Group, Refusal } from './document'
export { Impossible } from './impossible'
export { drawResult } from './procedure'
export { readText, Unreadable } from './reading'
export { verifyDraw } from './verify'
export type { Check, Verification } from './verify'
