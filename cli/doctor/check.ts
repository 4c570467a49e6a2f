/** One line of the doctor's report. */
export interface Check {
  /** What was looked at, for example `credentials demo-alibaba`. */
  readonly name: string;
  readonly level: 'ok' | 'warn' | 'fail';
  readonly message: string;
  /** What to do; null when all is well. */
  readonly remedy: string | null;
}

export const ok = (name: string, message: string): Check => ({ name, level: 'ok', message, remedy: null });
export const warn = (name: string, message: string, remedy: string): Check => ({
  name,
  level: 'warn',
  message,
  remedy,
});
export const fail = (name: string, message: string, remedy: string): Check => ({
  name,
  level: 'fail',
  message,
  remedy,
});
