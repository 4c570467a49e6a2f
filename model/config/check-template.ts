import type { z } from 'zod';
import { templateProblem } from '../message-template.js';
import type { MessageKind } from '../notice.js';

/** A template by the field it stands in; null: there is none. */
export function checkTemplate(
  field: Readonly<Record<string, string | null>>,
  form: 'text' | 'json',
  kinds: readonly MessageKind[],
  context: z.core.$RefinementCtx,
): void {
  for (const [name, source] of Object.entries(field)) {
    const problem = source === null ? null : templateProblem(source, form, kinds);
    if (problem !== null) context.addIssue({ code: 'custom', path: [name], message: problem });
  }
}
