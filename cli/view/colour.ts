import pc from 'picocolors';

/** Colours for a terminal; none for a pipe or a file, also in CI. `NO_COLOR` and `FORCE_COLOR` decide before that. */
export const colour = pc.createColors(isWanted());

function isWanted(): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR) return false;
  if (FORCE_COLOR) return FORCE_COLOR !== '0';
  return process.stdout.isTTY === true && TERM !== 'dumb';
}
