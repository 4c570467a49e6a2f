import { IllegalStateError } from '@temporalio/common';
import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';

/**
 * Server and core log warnings that a test provokes on purpose; only errors are worth a line here. Files share a process, and
 * the file before may have left its runtime behind for a moment: that one will do.
 */
export function quietRuntime(): void {
  const level = process.env.LEASELINE_TEST_LOG === '1' ? 'INFO' : 'ERROR';
  const filter = makeTelemetryFilterString({ core: level, other: 'ERROR' });
  try {
    Runtime.install({ logger: new DefaultLogger(level), telemetryOptions: { logging: { filter, forward: {} } } });
  } catch (error) {
    if (!(error instanceof IllegalStateError)) throw error;
  }
}
