/** A call that cannot be made from here, and what to do about it. Repeating it would not help. */
export class RefusedCall extends Error {
  readonly remedy: string;

  constructor(message: string, remedy: string) {
    super(message);
    this.name = 'RefusedCall';
    this.remedy = remedy;
  }
}
