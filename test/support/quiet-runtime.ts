import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';

let installed = false;

/** Server and core log warnings that a test provokes on purpose; only errors are worth a line here. */
export function quietRuntime(): void {
  if (installed) return;
  installed = true;
  const level = process.env.LEASELINE_TEST_LOG === '1' ? 'INFO' : 'ERROR';
  const filter = makeTelemetryFilterString({ core: level, other: 'ERROR' });
  Runtime.install({ logger: new DefaultLogger(level), telemetryOptions: { logging: { filter, forward: {} } } });
}
