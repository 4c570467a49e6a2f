import { z } from 'zod';
import { leaselineSchema } from '../../model/config/leaseline-config.js';
import { temporalSchema } from '../../model/config/temporal-config.js';
import { packageDocumentSchema } from '../../model/package-document.js';
import { code, GENERATED, tableText } from './markdown.js';

/** The part of JSON Schema that zod writes and these pages show. */
export interface Shape {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Shape | boolean;
  readonly items?: Shape;
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
  readonly allOf?: readonly Shape[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

export function packageFilePage(): string {
  const variants = shapeOf(packageDocumentSchema).oneOf ?? [];
  const parts = variants.map((variant) => {
    const product = String(variant.properties?.product?.const);
    return `## ${product}\n\n${fieldsText(variant)}`;
  });
  return page('Reference: package file', [
    'Each document of a package file is one package. What is checked beyond single fields (bandwidth by pay type, periods by unit, …) is said by `leaseline plan`; for editors there is [package.schema.json](../package.schema.json).',
    ...parts,
  ]);
}

export function configurationPage(): string {
  return page('Reference: configuration', [
    'Explained, with examples: [getting started](../getting-started.md), and the commented files `leaseline init` writes. `*` stands for a name of your own.',
    `## leaseline.yaml\n\n${fieldsText(shapeOf(leaselineSchema))}`,
    `## temporal.yaml\n\n${fieldsText(shapeOf(temporalSchema))}`,
  ]);
}

const page = (title: string, parts: readonly string[]): string => [`# ${title}`, GENERATED, ...parts, ''].join('\n\n');

const shapeOf = (schema: z.ZodType): Shape => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape;

function fieldsText(shape: Shape): string {
  return tableText({ head: ['field', 'is', 'default'], lines: fieldsOf(shape, '') });
}

/** Objects are told by their fields, each with the way to it. */
export function fieldsOf(shape: Shape, path: string): readonly (readonly string[])[] {
  const lines: (readonly string[])[] = [];
  for (const [name, field] of Object.entries(shape.properties ?? {})) {
    const at = path === '' ? name : `${path}.${name}`;
    const isRequired = shape.required?.includes(name) === true && field.default === undefined;
    lines.push(...linesOf(field, at, isRequired ? 'required' : ''));
  }
  if (typeof shape.additionalProperties === 'object')
    lines.push(...linesOf(shape.additionalProperties, `${path}.*`, ''));
  return lines;
}

function linesOf(field: Shape, at: string, required: string): readonly (readonly string[])[] {
  const forms = [field, ...branchesOf(field)];
  const objects = forms.filter(isObject);
  const listed = forms.find(({ items }) => items !== undefined && isObject(items))?.items;
  const isOnlyObject =
    objects.length > 0 && branchesOf(field).every((branch) => isObject(branch) || branch.type === 'null');
  const fallback = field.default === undefined || isObject(field) ? required : code(JSON.stringify(field.default));
  return [
    ...(isOnlyObject ? [] : [[code(at), kindOf(field), fallback]]),
    ...merged(objects.flatMap((form) => fieldsOf(form, at))),
    ...(listed === undefined ? [] : fieldsOf(listed, `${at}[]`)),
  ];
}

/** What has several forms, such as accounts of two vendors, has each field once, with all it may be. */
function merged(lines: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const byField = new Map<string, readonly string[]>();
  for (const [field = '', kind = '', fallback = ''] of lines) {
    const known = byField.get(field);
    const kinds = [...new Set([...(known?.[1]?.split(' or ') ?? []), ...kind.split(' or ')])];
    byField.set(field, [field, kinds.join(' or '), known?.[2] || fallback]);
  }
  return [...byField.values()];
}

const branchesOf = ({ anyOf, oneOf, allOf }: Shape): readonly Shape[] => anyOf ?? oneOf ?? allOf ?? [];

const isObject = (shape: Shape): boolean =>
  shape.properties !== undefined || typeof shape.additionalProperties === 'object';

export function kindOf(shape: Shape): string {
  if (shape.const !== undefined) return code(String(shape.const));
  if (shape.enum !== undefined) return shape.enum.map((value) => code(String(value))).join(', ');
  const branches = branchesOf(shape);
  if (branches.length > 0) return [...new Set(branches.map(kindOf))].filter((kind) => kind !== '').join(' or ');
  if (shape.items !== undefined) return `list of ${kindOf(shape.items) || 'what stands below'}`;
  if (isObject(shape)) return 'fields below';
  const { type, minimum, maximum } = shape;
  const word =
    typeof type === 'string' ? (WORDS[type] ?? type) : (type ?? []).map((one) => WORDS[one] ?? one).join(' or ');
  return [word, rangeText(minimum, maximum)].filter((text) => text !== '').join(' ');
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  boolean: 'true or false',
  null: 'null',
};

function rangeText(minimum: number | undefined, maximum: number | undefined): string {
  const least = minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? null : minimum;
  const most = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? null : maximum;
  if (least !== null && most !== null) return `${least} to ${most}`;
  if (least !== null) return `from ${least}`;
  return most === null ? '' : `up to ${most}`;
}
