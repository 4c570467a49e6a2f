/** What came of asking people and rules, where they did not let it through. */
export type Refusal = { readonly rejected: string } | 'withdrawn' | 'overtaken' | 'expired';

export type Decision = 'approved' | Refusal;
