/** An object with fields, as far as anything can be said of what comes from outside. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
