import { isGrpcServiceError } from '@temporalio/client';
import { ExplainedError } from '../../model/config/explained-error.js';
import type { TemporalConfig } from '../../model/config/temporal-config.js';
import { SEARCH_ATTRIBUTES } from '../../model/search-attributes.js';
import { TemporalUnreachableError } from '../connection.js';
import { searchAttributeCommand } from '../search-attributes.js';

const GRPC = {
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  permissionDenied: 7,
  unavailable: 14,
  unauthenticated: 16,
} as const;

/** Turns what a Temporal server answers into what a person can act on; anything else comes back as it was. */
export function explainServerError(error: unknown, config: TemporalConfig): unknown {
  const cause = error instanceof Error && !isGrpcServiceError(error) ? error.cause : error;
  if (!isGrpcServiceError(cause)) return error;
  const options = { cause: error };
  switch (Number(cause.code)) {
    case GRPC.invalidArgument:
      if (!/search attribute/i.test(cause.details)) return error;
      return new ExplainedError(
        `Namespace ${config.namespace} does not know Leaseline's search attributes (${cause.details})`,
        `Run leaseline doctor --fix, or: ${searchAttributeCommand(config, SEARCH_ATTRIBUTES)}`,
        options,
      );
    case GRPC.notFound:
      if (!/namespace/i.test(cause.details)) return error;
      return new ExplainedError(
        `The Temporal server at ${config.address} has no namespace ${config.namespace}`,
        `Create it (temporal operator namespace create -n ${config.namespace}) or correct namespace in temporal.yaml`,
        options,
      );
    case GRPC.permissionDenied:
    case GRPC.unauthenticated:
      return new ExplainedError(
        `The Temporal server at ${config.address} refuses us: ${cause.details}`,
        'Check apiKey, tls and namespace in temporal.yaml (or the TEMPORAL_* variables)',
        options,
      );
    case GRPC.unavailable:
    case GRPC.deadlineExceeded:
      return new TemporalUnreachableError(config, cause);
    default:
      return error;
  }
}
