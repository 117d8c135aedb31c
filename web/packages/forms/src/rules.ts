/** Conditions as data: a tree of named operators that cannot fail. A leaf about something absent is false. */

import type { Kind, Rule } from './definition'
import { asDay, scaled } from './values'

/** What a rule may look at: visible items by id, and the figures of the result. */
export interface Facts {
  items: ReadonlyMap<string, { kind: Kind; value: string | null }>
  figures: Readonly<Record<string, number>>
}

/** Whether the rule is met. */
export function holds(rule: Rule, facts: Facts): boolean {
  switch (rule.op) {
    case 'not':
      return !holds(rule.of, facts)
    case 'and':
      return rule.of.every((part) => holds(part, facts))
    case 'or':
      return rule.of.some((part) => holds(part, facts))
    case 'count':
      return rule.of.filter((part) => holds(part, facts)).length >= rule.min
    default:
      return 'q' in rule ? itemLeaf(rule, facts) : figureLeaf(rule, facts)
  }
}

type ItemLeaf = Extract<Rule, { q: string }>
type FigureLeaf = Extract<Rule, { n: string }>

function itemLeaf(rule: ItemLeaf, facts: Facts): boolean {
  const fact = facts.items.get(rule.q)
  if (!fact) return false
  const { kind, value } = fact
  if (rule.op === 'ne') return value === null || !same(kind, value, rule.v)
  if (value === null) return false
  if (rule.op === 'eq') return same(kind, value, rule.v)
  if (rule.op === 'in') return rule.v.some((one) => same(kind, value, one))
  const [left, right] = [ordinal(kind, value), ordinal(kind, rule.v)]
  if (left === null || right === null) return false
  return rule.op === 'gt' ? left > right : left < right
}

function same(kind: Kind, value: string, wanted: string): boolean {
  if (kind !== 'number') return value === wanted
  const number = scaled(wanted)
  return number !== null && scaled(value) === number
}

function ordinal(kind: Kind, text: string): bigint | null {
  if (kind === 'number') return scaled(text)
  if (kind !== 'date') return null
  const day = asDay(text)
  return day && BigInt(day[0] * 10_000 + day[1] * 100 + day[2])
}

/** A count, or with `per` a share in whole per cent, compared by cross multiplication so that nothing is rounded. */
function figureLeaf(rule: FigureLeaf, facts: Facts): boolean {
  let figure = figureOf(facts, rule.n)
  if (figure === null) return false
  let base = 1
  if (rule.per !== undefined) {
    base = figureOf(facts, rule.per) ?? 0
    if (base === 0) return false
    figure *= 100
  }
  if (rule.op === 'in') return rule.v.some((one) => figure === one * base)
  const bound = rule.v * base
  switch (rule.op) {
    case 'eq':
      return figure === bound
    case 'ne':
      return figure !== bound
    case 'gt':
      return figure > bound
    case 'lt':
      return figure < bound
  }
}

function figureOf(facts: Facts, name: string): number | null {
  return Object.hasOwn(facts.figures, name) ? (facts.figures[name] ?? null) : null
}

/** Ids of the items the rule looks at. */
export function itemsAsked(rule: Rule): Set<string> {
  if (rule.op === 'not') return itemsAsked(rule.of)
  if (rule.op === 'and' || rule.op === 'or' || rule.op === 'count') {
    return new Set(rule.of.flatMap((part) => [...itemsAsked(part)]))
  }
  return 'q' in rule ? new Set([rule.q]) : new Set()
}
