/** Dealing the objects to the groups so that recusals hold (section 6.4 of the procedure). */

import { Lots, swap } from './lots'
import { Impossible } from './impossible'

const SHUFFLES = 1000

/**
 * The objects of each group, ascending.
 *
 * avoids: for every group the uids its officers must keep away from.  Throws Impossible('no_pairing').
 */
export async function assign(seed: string, drawn: string[], avoids: Set<string>[]): Promise<string[][]> {
  const places = avoids.flatMap((_, group) => {
    const extra = group < drawn.length % avoids.length ? 1 : 0
    return Array<number>(Math.floor(drawn.length / avoids.length) + extra).fill(group)
  })
  const avoided = new Set(avoids.flatMap((each) => [...each]))
  const bound = drawn.filter((uid) => avoided.has(uid))
  const queue = bound.concat(drawn.filter((uid) => !avoided.has(uid)))
  const groupOf =
    (await shuffleUntilAllowed(new Lots(seed, 'pairing'), places, queue, bound.length, avoids)) ??
    (await search(new Lots(seed, 'pairing/repair'), places, queue, bound, avoids))
  const dealt: string[][] = avoids.map(() => [])
  queue.forEach((uid, position) => dealt[groupOf[position]!]!.push(uid))
  return dealt.map((uids) => uids.sort())
}

async function shuffleUntilAllowed(
  lots: Lots,
  places: number[],
  queue: string[],
  boundCount: number,
  avoids: Set<string>[],
): Promise<number[] | null> {
  attempt: for (let round = 0; round < SHUFFLES; round++) {
    const shuffled = [...places]
    for (let position = 0; position < shuffled.length; position++) {
      swap(shuffled, position, position + (await lots.below(shuffled.length - position)))
      if (position < boundCount && avoids[shuffled[position]!]!.has(queue[position]!)) continue attempt
    }
    return shuffled
  }
  return null
}

async function search(
  lots: Lots,
  places: number[],
  queue: string[],
  bound: string[],
  avoids: Set<string>[],
): Promise<number[]> {
  const wishes = new Map<string, number[]>()
  const groups = [...avoids.keys()]
  for (const uid of bound) wishes.set(uid, await lots.pick(groups, groups.length))
  const members: string[][] = groups.map(() => [])
  const room = groups.map((group) => places.filter((place) => place === group).length)

  const settle = (uid: string, looked: Set<number>): boolean => {
    for (const group of wishes.get(uid)!) {
      if (avoids[group]!.has(uid) || looked.has(group)) continue
      looked.add(group)
      const inside = members[group]!
      if (inside.length < room[group]!) {
        inside.push(uid)
        return true
      }
      const moved = inside.findIndex((other) => settle(other, looked))
      if (moved >= 0) {
        inside[moved] = uid
        return true
      }
    }
    return false
  }

  for (const uid of bound) {
    if (!settle(uid, new Set())) throw new Impossible('no_pairing', `因回避关系，检查对象 ${uid} 无法分给任何一组`)
  }
  const left = groups.flatMap((group) => Array<number>(room[group]! - members[group]!.length).fill(group))
  const rest = await lots.pick(left, left.length)
  const found = bound.map((uid) => members.findIndex((inside) => inside.includes(uid)))
  return queue.map((_, position) => (position < bound.length ? found[position]! : rest[position - bound.length]!))
}
