import { z } from 'zod';
import { packageDocumentSchema } from '../../model/package-document.js';

/**
 * The package file as JSON Schema, for editors (YAML language servers and the like). It says what may stand where; the
 * rules that tie fields together (bandwidth by pay type, periods by unit, …) are checked by `leaseline plan`.
 */
export function packageJsonSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(packageDocumentSchema, { io: 'input', unrepresentable: 'any' }),
    title: 'Leaseline bandwidth package',
  };
}
