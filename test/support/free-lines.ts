let taken = 0;

/** The number of a line that nobody has a package for yet, 1 onward: simulated vendors know a few dozen UGNs. */
export function freeLine(): number {
  taken += 1;
  return taken;
}

/** To be called with new simulated vendors: nobody has bought anything there. */
export function allLinesFree(): void {
  taken = 0;
}
