import { UcloudClient, type UcloudClientOptions } from '../../../clouds/ucloud/client.js';

export const demoPair = { publicKey: 'demo-public-key', privateKey: 'demo-private-never-shown' } as const;

export function ucloudAt(baseUrl: string, more: Partial<UcloudClientOptions> = {}): UcloudClient {
  return new UcloudClient({
    credentials: demoPair,
    baseUrl,
    requestTimeoutMs: 10_000,
    connectTimeoutMs: 5_000,
    ...more,
  });
}
