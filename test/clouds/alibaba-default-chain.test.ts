import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { CenClient } from '../../clouds/alibaba/cen.js';
import { transportAt } from './support/alibaba.js';
import { answer, startVendor } from './support/vendor-server.js';

const plan = {
  ClientToken: 't',
  Bandwidth: 2,
  GeographicRegionAId: 'China',
  GeographicRegionBId: 'Europe',
  AutoPay: false,
} as const;

beforeEach(() => {
  vi.unstubAllEnvs();
  // Nothing of this machine may answer for the chain.
  vi.stubEnv('HOME', '/nonexistent');
  vi.stubEnv('ALIBABA_CLOUD_ECS_METADATA_DISABLED', 'true');
  vi.stubEnv('ALIBABA_CLOUD_CLI_PROFILE_DISABLED', 'true');
  for (const name of ['ACCESS_KEY_ID', 'ACCESS_KEY_SECRET', 'SECURITY_TOKEN', 'CREDENTIALS_URI']) {
    vi.stubEnv(`ALIBABA_CLOUD_${name}`, '');
  }
});

afterAll(() => vi.unstubAllEnvs());

async function throughTheChain() {
  const vendor = await startVendor(answer(200, { CenBandwidthPackageId: 'cenbwp-1' }));
  return { vendor, cen: new CenClient(transportAt(vendor.baseUrl, { credentials: 'defaultChain' })) };
}

test('temporary keys come from the environment with their token', async () => {
  vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_ID', 'STS.chain');
  vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'chain-secret');
  vi.stubEnv('ALIBABA_CLOUD_SECURITY_TOKEN', 'chain-token');
  const { cen, vendor } = await throughTheChain();
  expect((await cen.createCenBandwidthPackage(plan, {})).kind).toBe('accepted');
  expect(vendor.requests[0]?.headers).toMatchObject({
    'x-acs-accesskey-id': 'STS.chain',
    'x-acs-security-token': 'chain-token',
    'x-acs-credentials-provider': 'default/env',
  });
});

test('an empty chain is refused before anything is sent, and works once it is filled', async () => {
  const { cen, vendor } = await throughTheChain();
  expect(await cen.createCenBandwidthPackage(plan, {})).toMatchObject({ kind: 'refused', code: 'CredentialsMissing' });
  expect(vendor.connections()).toBe(0);
  vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_ID', 'LTAIchain');
  vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'chain-secret');
  expect((await cen.createCenBandwidthPackage(plan, {})).kind).toBe('accepted');
});
