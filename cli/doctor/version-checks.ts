import { MAIN_QUEUE, WORKFLOW_TYPES } from '../../model/ids.js';
import { mapLimited } from '../../model/map-limited.js';
import { buildIdOf, builtBundle } from '../../workers/build-id.js';
import { buildsListening } from '../../workers/client/pollers.js';
import type { Session } from '../client/session.js';
import { type Check, fail, ok, warn } from './check.js';

const NOT_FOUND = 5;
const COUNTS_AT_ONCE = 10;

/**
 * Versioned workers: which build is current and ramping, and whether anything still runs on a build no worker serves. Such a
 * package stands still: nobody renews it. Nothing to check where workers are unversioned.
 */
export async function checkVersions(session: Session): Promise<readonly Check[]> {
  const { deployment } = session.temporal;
  if (!deployment.versioned) return [];
  const name = `deployment ${deployment.name}`;
  const routing = await routingOf(session);
  const own = buildIdOf(deployment, builtBundle());
  if (routing === null) {
    return [fail(name, 'no versioned worker has ever run, so no package moves', 'Start one: leaseline worker')];
  }
  const listening = await buildsListening(session, MAIN_QUEUE);
  const { current, ramping, percentage, builds } = routing;
  const inUse = await mapLimited(builds, COUNTS_AT_ONCE, async (build) => ({
    build,
    count: await countRunning(session, build),
  }));
  const rampingText = ramping === null ? '' : `; ${percentage} % of what begins a run goes to ${ramping}`;
  return [
    current === null
      ? fail(name, `no build is current, so what begins a run waits${rampingText}`, setCurrent(session, own))
      : ok(name, `current: ${current}${rampingText}; this build is ${own}`),
    ...[current, ramping]
      .filter((build) => build !== null)
      .filter((build) => !listening.has(build))
      .map((build) =>
        fail(
          `build ${build}`,
          'no worker of it runs, and new runs go to it',
          `Start it, or: ${setCurrent(session, own)}`,
        ),
      ),
    ...inUse
      .filter(({ count, build }) => count > 0 || build === current)
      .map((one) => checkBuild(one, listening, current)),
  ];
}

function checkBuild({ build, count }: BuildInUse, listening: ReadonlySet<string>, current: string | null): Check {
  const name = `build ${build}`;
  const [what, stands] =
    count === 1
      ? [`${count} package, desk or run is with it`, 'it stands still']
      : [`${count} packages, desks and runs are with it`, 'they stand still'];
  if (count > 0 && !listening.has(build)) {
    return fail(
      name,
      `${what}, and no worker of it runs: ${stands}`,
      'Start workers of that build, then: leaseline wake --all',
    );
  }
  if (build === current) return ok(name, what);
  return warn(
    name,
    `${what}; keep its workers until there are none`,
    'leaseline wake --all moves them to the current build',
  );
}

interface BuildInUse {
  readonly build: string;
  readonly count: number;
}

interface Routing {
  readonly current: string | null;
  readonly ramping: string | null;
  readonly percentage: number;
  /** Every build the server remembers. */
  readonly builds: readonly string[];
}

async function routingOf({ connection, temporal }: Session): Promise<Routing | null> {
  try {
    const { workerDeploymentInfo } = await connection.workflowService.describeWorkerDeployment({
      namespace: temporal.namespace,
      deploymentName: temporal.deployment.name,
    });
    const { routingConfig, versionSummaries } = workerDeploymentInfo ?? {};
    return {
      current: routingConfig?.currentDeploymentVersion?.buildId ?? null,
      ramping: routingConfig?.rampingDeploymentVersion?.buildId ?? null,
      percentage: routingConfig?.rampingVersionPercentage ?? 0,
      builds: (versionSummaries ?? []).flatMap(({ deploymentVersion }) => deploymentVersion?.buildId ?? []),
    };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === NOT_FOUND) return null;
    throw error;
  }
}

async function countRunning({ client, temporal }: Session, build: string): Promise<number> {
  const types = Object.values(WORKFLOW_TYPES).map((type) => `'${type}'`);
  const { count } = await client.workflow.count(
    `TemporalWorkerDeploymentVersion = '${temporal.deployment.name}:${build}' AND ExecutionStatus = 'Running' AND WorkflowType IN (${types.join(', ')})`,
  );
  return count;
}

function setCurrent({ temporal }: Session, build: string): string {
  const { address, namespace, deployment } = temporal;
  return `temporal worker deployment set-current-version --address ${address} -n ${namespace} --deployment-name ${deployment.name} --build-id ${build}`;
}
