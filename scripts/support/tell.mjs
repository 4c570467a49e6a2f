const REPEAT_MS = 10_000;

/** Progress goes to stderr: stdout belongs to what a command was asked for. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Says what begins, that it still goes on, and how long it took. */
export async function step(title, work) {
  const startedAt = performance.now();
  const elapsed = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
  say(`${title} ...`);
  const ticker = setInterval(() => say(`${title}: still working, ${elapsed()}`), REPEAT_MS);
  try {
    const result = await work();
    say(`${title}: done in ${elapsed()}`);
    return result;
  } finally {
    clearInterval(ticker);
  }
}

/** A failure a person can act on: what is wrong, what to do. Anything else is shown in full. */
export class SetupError extends Error {
  constructor(what, remedy) {
    super(what);
    this.remedy = remedy;
  }
}

export function reportFailure(error) {
  say(typeof error?.remedy === 'string' ? `${error.message}\n${error.remedy}` : (error?.stack ?? String(error)));
}
