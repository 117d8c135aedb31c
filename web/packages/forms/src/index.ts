/** The engine of `inspect-form/1` for browsers; the same results as `zhijian.support.forms.engine`. */

export { diffAnswers, readAnswer, suits, type Answer, type Answers, type Difference } from './answers'
export { canonicalJson, definitionHash, sha256Hex } from './canonical'
export * from './definition'
export {
  evaluate, isFixedOnSite, openQuestions, visibleItems,
  type Counts, type Drawn, type Evaluation, type Rectification, type VisibleItem,
} from './evaluate'
export type { Finding, FindingCode } from './findings'
export { holds, itemsAsked, type Facts } from './rules'
export { sampleItems } from './sampling'
export { LEVEL_LABELS, LEVEL_MARKS, answerLabel, basisText, snapshot, transferFacts, type Snapshot, type SnapshotRow } from './snapshot'
export { TRI_LABELS } from './values'
