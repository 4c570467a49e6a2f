/** An error that a person can act on: the message says what is wrong, the remedy says what to do, one line each. */
export class ExplainedError extends Error {
  override readonly name: string = 'ExplainedError';
  readonly remedy: string;

  constructor(what: string, remedy: string, options?: ErrorOptions) {
    super(what, options);
    this.remedy = remedy;
  }
}
