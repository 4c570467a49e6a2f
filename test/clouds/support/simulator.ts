import { onTestFinished } from 'vitest';
import { BssClient } from '../../../clouds/alibaba/bss.js';
import { CenClient } from '../../../clouds/alibaba/cen.js';
import { EcdClient } from '../../../clouds/alibaba/ecd.js';
import type { AlibabaTransportOptions } from '../../../clouds/alibaba/transport.js';
import type { UcloudCredentials } from '../../../clouds/ucloud/client.js';
import { UbillClient } from '../../../clouds/ucloud/ubill.js';
import { UgnClient } from '../../../clouds/ucloud/ugn.js';
import type { Outcome } from '../../../model/outcome.js';
import type { SimulatorBehaviourInput } from '../../../simulator/behaviour.js';
import { movableClock } from '../../../simulator/clock.js';
import { startSimulator } from '../../../simulator/server.js';
import { transportAt } from './alibaba.js';
import { ucloudAt } from './ucloud.js';

/** The simulated vendors on a free port, delivering at once, and a client for each of their services. */
export async function simulatedClouds(behaviour: SimulatorBehaviourInput = {}) {
  const simulator = await startSimulator({
    port: 0,
    stateDir: null,
    clock: movableClock(),
    behaviour: {
      delivery: {
        wuyingSeconds: [0, 0],
        wuyingReleaseSeconds: [0, 0],
        cenSeconds: [0, 0],
        cenAttachSeconds: [0, 0],
        ugnSeconds: [0, 0],
      },
      throttling: { enabled: false },
      ...behaviour,
    },
  });
  onTestFinished(() => simulator.close());
  const alibaba = (more: Partial<AlibabaTransportOptions> = {}) =>
    transportAt(simulator.url, {
      credentials: { accessKeyId: 'demo-key', accessKeySecret: 'demo-secret' },
      ...more,
    });
  const ucloudWith = (credentials: UcloudCredentials) => ucloudAt(`${simulator.url}/ucloud`, { credentials });
  const ucloud = ucloudWith({ publicKey: 'demo-public', privateKey: 'demo-private' });
  return {
    url: simulator.url,
    alibaba,
    ecd: new EcdClient(alibaba()),
    cen: new CenClient(alibaba()),
    bss: new BssClient(alibaba()),
    ugn: new UgnClient(ucloud),
    ubill: new UbillClient(ucloud),
    ugnWith: (credentials: UcloudCredentials) => new UgnClient(ucloudWith(credentials)),
    /** What a person or a test does at the simulator's control plane. */
    async control(method: 'GET' | 'POST', path: string, body?: object): Promise<unknown> {
      const response = await fetch(`${simulator.url}/_sim/${path}`, {
        method,
        ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
      });
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
      return response.json();
    },
  };
}

/** The value of an accepted send; anything else fails the test with the vendor's words. */
export function accepted<T>(outcome: Outcome<T>): T {
  if (outcome.kind !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(outcome)}`);
  return outcome.value;
}

/** The window every order of a test falls into. */
export function today(): { CreateTimeStart: string; CreateTimeEnd: string } {
  const at = (shiftMs: number) => `${new Date(Date.now() + shiftMs).toISOString().slice(0, 19)}Z`;
  return { CreateTimeStart: at(-86_400_000), CreateTimeEnd: at(86_400_000) };
}
