/** A package is known by its UGN and its two regions, in either order: there is never a second one. */
export function ugnPairKey(ugnId: string, regionA: string, regionB: string): string {
  return `${ugnId}/${[regionA, regionB].sort().join('~')}`;
}
