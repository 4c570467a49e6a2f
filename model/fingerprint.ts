/**
 * What an order's result can be recognised by in a listing when it carries no mark of ours: two things with the same
 * fingerprint cannot be told apart by what the vendor shows of their place and size.
 */
export function wuyingFingerprint(officeSiteId: string | null, bandwidthMbps: number): string {
  return `site ${officeSiteId ?? 'unattached'} / ${bandwidthMbps} Mbps`;
}

/** Areas are sent capitalised and shown in lower case, and the service puts the two in an order of its own. */
export function cenFingerprint(areaA: string, areaB: string, bandwidthMbps: number): string {
  const areas = [areaA, areaB].map((area) => area.toLowerCase()).sort();
  return `areas ${areas.join('~')} / ${bandwidthMbps} Mbps`;
}

/** There is one package for each pair of a UGN, so its size says nothing more. */
export function ugnFingerprint(pair: string): string {
  return `pair ${pair}`;
}
