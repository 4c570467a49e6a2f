import { z } from 'zod';
import type { InputProblem } from './input-problem.js';
import type { FieldPath, YamlSource } from './yaml-positions.js';

/** Where a secret is to be found when it is needed. The secret itself is never in a file of ours. */
export type SecretReference =
  | { readonly from: 'env'; readonly name: string }
  | { readonly from: 'file'; readonly path: string };

/** Alibaba access keys begin like this; such a text is a key pasted where the name of a variable belongs. */
const ALIBABA_ACCESS_KEY = /^LTAI/;

export const envNameSchema = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'must be the name of an environment variable')
  .refine((name) => !ALIBABA_ACCESS_KEY.test(name), 'looks like an access key itself; give the name of a variable');

export const secretPathSchema = z.string().min(1, 'must be the path of a file that holds the secret');

const SECRET_FIELD =
  /^(access_?key(_?id|_?secret)?|public_?key|private_?key|security_?token|api_?key|(client_?)?secret|secret_?key|password|token)$/i;

/** The same secret may be named as a variable or as a file; this makes one reference of the two fields. */
export function pairReference(
  fields: Readonly<Record<string, string | undefined>>,
  name: string,
  context: z.core.$RefinementCtx,
): SecretReference | null {
  const variable = fields[`${name}Env`];
  const path = fields[`${name}File`];
  if (variable !== undefined && path !== undefined) {
    context.addIssue({ code: 'custom', path: [`${name}File`], message: `must not stand beside ${name}Env` });
  }
  if (variable !== undefined) return { from: 'env', name: variable };
  return path === undefined ? null : { from: 'file', path };
}

/** Addresses carry secrets, in the path or before the host; everything under credentials may be one. */
const HIDDEN_FIELD = /^(credentials|url|endpoints)$/;

/**
 * Every field of a document that holds a secret itself instead of a reference to one. It looks everywhere, also where
 * the schema would only complain of an unknown field, because this is the mistake that must be named.
 */
export function findLiteralSecrets(source: YamlSource): readonly InputProblem[] {
  return walk(source.value, []).map((path) => {
    const name = String(path.at(-1));
    const rule = `holds a secret; put it in an environment variable or a file and write ${name}Env or ${name}File`;
    return source.problem(path, rule, null);
  });
}

/** True for fields whose value must not be repeated in an error, because a secret may have been pasted there. */
export function mayHoldSecret(path: FieldPath): boolean {
  return path.some(
    (key) => typeof key === 'string' && (HIDDEN_FIELD.test(key) || /(Env|File)$/.test(key) || SECRET_FIELD.test(key)),
  );
}

function walk(value: unknown, path: FieldPath): FieldPath[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => walk(item, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const isLiteral = SECRET_FIELD.test(key) && (typeof child === 'string' || typeof child === 'number');
    return isLiteral ? [[...path, key]] : walk(child, [...path, key]);
  });
}
