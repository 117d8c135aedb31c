/** The drand network's signed values (chain quicknet, scheme bls-unchained-g1-rfc9380; section 3 of the procedure). */

import { bls12_381 } from '@noble/curves/bls12-381.js'

import { bytesOf, sha256 } from './digest'

export const DRAND = 'drand quicknet'

const CIPHER_SUITE = 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_'
const GENESIS_MS = Date.UTC(2023, 7, 23, 15, 9, 27)
const PERIOD_MS = 3000
const PUBLIC_KEY =
  '83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451' +
  '0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a'

/** The round that an identifier names, null when it is none. */
export function roundOf(identifier: string): number | null {
  return /^[1-9][0-9]{0,9}$/.test(identifier) ? Number(identifier) : null
}

/** When a round appears, as the document writes moments. */
export function appearance(round: number): string {
  return new Date(GENESIS_MS + (round - 1) * PERIOD_MS).toISOString().replace('.000Z', 'Z')
}

/** Whether the network signed this round so. signature: 96 lower-case hexadecimal digits, a point of G1. */
export async function hasSigned(round: number, signature: string): Promise<boolean> {
  const counted = new Uint8Array(8)
  new DataView(counted.buffer).setBigUint64(0, BigInt(round))
  const { shortSignatures } = bls12_381
  try {
    const message = shortSignatures.hash(await sha256(counted), CIPHER_SUITE)
    return shortSignatures.verify(bytesOf(signature), message, bytesOf(PUBLIC_KEY))
  } catch {
    return false // not a point of the curve
  }
}
