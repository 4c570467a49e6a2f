import { type LeaselineConfig, parseLeaselineConfig } from '../../model/config/leaseline-config.js';
import { parseYamlDocuments } from '../../model/config/yaml-positions.js';
import type { PackageSpec } from '../../model/package-spec.js';
import { parsePackage } from '../../model/parse-package.js';

/** A package file as people write it: WUYING, paid by hand. */
export function packageText({ name, site = 1 }: { name: string; site?: number }): string {
  return `apiVersion: leaseline/v1
kind: BandwidthPackage
name: ${name}
product: wuying
account: demo-alibaba
labels: { team: apac-net }
order:
  regionId: cn-hangzhou
  bandwidth: 10
  officeSiteId: cn-hangzhou+dir-${3633530000 + site}
  payType: PrePaid
  internetChargeType: PayByBandwidth
  period: 1
  periodUnit: Month
  autoPay: false
`;
}

export function spec(text: string): PackageSpec {
  const documents = parseYamlDocuments(text, 'package.yaml');
  const parsed = documents.ok ? parsePackage(documents.value[0]?.value) : null;
  if (parsed?.ok !== true) throw new Error(`the sample is not valid: ${JSON.stringify(parsed)}`);
  return parsed.spec;
}

export function demoConfig(): LeaselineConfig {
  const parsed = parseLeaselineConfig(
    `accounts:
  demo-alibaba: { vendor: alibaba, credentials: { accessKeyIdEnv: A, accessKeySecretEnv: B } }
  demo-surfer: { vendor: ucloud, credentials: { publicKeyEnv: C, privateKeyEnv: D } }
policies:
  production: {}
`,
    'leaseline.yaml',
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}
