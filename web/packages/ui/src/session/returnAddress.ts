/** The page to return to after signing in; only pages of the same app, whatever the address says. */
export function returnAddress(wanted: unknown): string {
  const inside = typeof wanted === 'string' && /^\/(?![/\\])/.test(wanted)
  return inside ? wanted : '/'
}
