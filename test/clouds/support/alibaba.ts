import { AlibabaTransport, type AlibabaTransportOptions } from '../../../clouds/alibaba/transport.js';

export const demoKeys = { accessKeyId: 'LTAIdemoaccesskey', accessKeySecret: 'demo-secret-never-shown' } as const;

/** All three products at one address. */
export function transportAt(baseUrl: string, more: Partial<AlibabaTransportOptions> = {}): AlibabaTransport {
  return new AlibabaTransport({
    credentials: demoKeys,
    site: 'international',
    endpoints: { ecd: baseUrl, cbn: baseUrl, bss: baseUrl },
    requestTimeoutMs: 10_000,
    connectTimeoutMs: 5_000,
    ...more,
  });
}
