import type { Connection } from '@temporalio/client';
import { ExplainedError } from '../model/config/explained-error.js';
import type { TemporalConfig } from '../model/config/temporal-config.js';
import { SEARCH_ATTRIBUTES } from '../model/search-attributes.js';

export type MissingAttributes = readonly (typeof SEARCH_ATTRIBUTES)[number][];
type OperatorService = Pick<Connection, 'operatorService'>['operatorService'];

/** `temporal.api.enums.v1.IndexedValueType`: the package that holds the enum exports no values to ESM. */
const INDEXED_VALUE_TYPES = { Keyword: 2, Datetime: 6 } as const;

/** What the namespace does not know yet of what our workflows write. */
export async function missingSearchAttributes(service: OperatorService, namespace: string): Promise<MissingAttributes> {
  const { customAttributes } = await service.listSearchAttributes({ namespace });
  return SEARCH_ATTRIBUTES.filter(({ name }) => customAttributes[name] === undefined);
}

export async function addSearchAttributes(
  service: OperatorService,
  namespace: string,
  missing: MissingAttributes,
): Promise<void> {
  await service.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(missing.map(({ name, type }) => [name, INDEXED_VALUE_TYPES[type]])),
  });
}

/** The command an administrator runs where we may not. */
export function searchAttributeCommand({ address, namespace }: TemporalConfig, missing: MissingAttributes): string {
  const each = missing.map(({ name, type }) => `--name ${name} --type ${type}`).join(' ');
  return `temporal operator search-attribute create --address ${address} --namespace ${namespace} ${each}`;
}

/**
 * Creates what is missing on first use, where the server permits it (the embedded one does). Without them every
 * workflow task would fail, over and over, in silence.
 * @throws ExplainedError with the exact command to run
 */
export async function ensureSearchAttributes(service: OperatorService, config: TemporalConfig): Promise<void> {
  const missing = await missingSearchAttributes(service, config.namespace);
  if (missing.length === 0) return;
  try {
    await addSearchAttributes(service, config.namespace, missing);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ExplainedError(
      `The namespace ${config.namespace} lacks search attributes (${missing.map(({ name }) => name).join(', ')}), and they could not be created: ${why}`,
      `Have somebody who may run: ${searchAttributeCommand(config, missing)}`,
    );
  }
}
