let taken = 0;

/** The number of a line that nobody has a package for yet, 1 onward: simulated vendors know a few dozen UGNs. */
export function freeLine(): number {
  taken += 1;
  return taken;
}

/** For simulated vendors of whom nobody has bought anything. */
export function allLinesFree(): void {
  taken = 0;
}
