import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';

/** The accounts of the simulator, and limits short enough that a lost worker is noticed within seconds. */
const CONFIG = {
  accounts: {
    ali: {
      vendor: 'alibaba',
      site: 'international',
      credentials: { accessKeyIdEnv: 'LEASELINE_ALI_KEY', accessKeySecretEnv: 'LEASELINE_ALI_SECRET' },
      endpoints: { ecd: 'http://127.0.0.1:7801', cbn: 'http://127.0.0.1:7801', bss: 'http://127.0.0.1:7801' },
      orders: { resend: 'afterProof' },
    },
    surfer: {
      vendor: 'ucloud',
      credentials: { publicKeyEnv: 'LEASELINE_UCLOUD_PUBLIC', privateKeyEnv: 'LEASELINE_UCLOUD_PRIVATE' },
      endpoints: { api: 'http://127.0.0.1:7801/ucloud' },
      orders: { resend: 'afterProof' },
    },
  },
  timing: {
    sweep: { busy: '1s', idle: '1h' },
    requestTimeout: '2s',
    activityTimeout: '4s',
    orderProofWindow: '5s',
    fallbackLook: '10s',
  },
} as const;

/** How the vendors behave: deliveries within moments, and no quota, because a whole crowd orders at once. */
export const VENDORS = {
  delivery: {
    wuyingSeconds: [0, 2],
    wuyingReleaseSeconds: [0, 2],
    cenSeconds: [0, 2],
    cenAttachSeconds: [0, 1],
    ugnSeconds: [0, 2],
  },
  throttling: { enabled: false },
} as const;

/** @returns the path of the file that was written */
export function writeKillConfig(home: string): string {
  const file = join(home, 'leaseline.yaml');
  writeFileSync(file, stringify(CONFIG));
  return file;
}
