import { plainTable } from '../cli/view/plain-table.js';
import type { Summary } from './summary.js';

/** The summary as a person reads it. */
export function reportText(summary: Summary): string {
  const { size, machine } = summary;
  const load = machine.loadAverage.map((value) => value.toFixed(1)).join(' ');
  return [
    `${size.rounds} rounds of ${size.packages} packages, ${size.concurrency} at once; ${machine.cores} cores, Node ${machine.node}, load average ${load}, ${summary.startedAt}`,
    throughput(summary),
    history(summary),
    calls(summary),
    memory(summary),
    ledger(summary),
  ].join('\n\n');
}

function throughput({ throughput: { runs, ...all } }: Summary): string {
  const table = plainTable([
    'RUN',
    'LIFECYCLES/S',
    'EMPTY/S',
    'RATIO',
    'CPU MS EACH',
    'CPU MS EACH, EMPTY',
    'CORES TAKEN BY OTHERS',
  ]);
  runs.forEach(({ lifecycles, emptyActivities, ratio }, index) => {
    const { temporal, worker } = lifecycles.cpuMsEach;
    const { temporal: emptyTemporal, emptyWorker } = emptyActivities.cpuMsEach;
    table.push([
      String(index + 1),
      String(lifecycles.perSecond),
      String(emptyActivities.perSecond),
      String(ratio),
      `server ${temporal}, worker ${worker}`,
      `server ${emptyTemporal}, worker ${emptyWorker}`,
      `${lifecycles.othersCores} and ${emptyActivities.othersCores}`,
    ]);
  });
  table.push([
    'all',
    String(all.lifecyclesPerSecond),
    String(all.emptyWorkflowsPerSecond),
    String(all.ratio),
    `ratio ${all.cpuRatio}`,
    '',
    '',
  ]);
  return `Lifecycles (order to Active) through one worker, beside workflows with as many empty activities\n${table}`;
}

function history({ history: { eventsPerLifecycle, byProduct, deskEventsPerPackage } }: Summary): string {
  const table = plainTable(['PRODUCT', 'EVENTS, MEAN', 'MAX', 'ACTIVITIES, MEAN']);
  for (const { product, mean, max, activitiesMean } of [...byProduct, { product: 'all', ...eventsPerLifecycle }]) {
    table.push([product, String(mean), String(max), String(activitiesMean)]);
  }
  return `History of one lifecycle; its desk writes ${deskEventsPerPackage} events more for each package\n${table}`;
}

function calls({ calls: { readsPerPackage, ordersPerPackage, byAction } }: Summary): string {
  const table = plainTable(['VENDOR CALL', 'COUNT', 'PER PACKAGE']);
  for (const { action, count, perPackage } of byAction) table.push([action, String(count), String(perPackage)]);
  return `Vendor calls per package: ${readsPerPackage} reads, ${ordersPerPackage} orders\n${table}`;
}

function memory({ memory: { readings, perOpenPackageKib } }: Summary): string {
  const table = plainTable(['OPEN PACKAGES', 'WORKER, MIB RESIDENT']);
  for (const { openPackages, residentMib } of readings) table.push([String(openPackages), String(residentMib)]);
  return `Memory of the worker: ${perOpenPackageKib} KiB for each open package\n${table}`;
}

function ledger({ ledger: { ordered, orders, paid, resources, ok } }: Summary): string {
  const verdict = ok ? 'each package was bought once' : 'NOT every package was bought exactly once';
  return `Ledger of the vendors: ${ordered} packages ordered, ${orders} orders, ${paid} paid, ${resources} resources: ${verdict}`;
}
