import type { Operation } from './operation.js';

/** What terraform asks before it does anything; answered just well enough to let it go on. */
export const getCallerIdentity: Operation = (visit) => ({
  AccountId: '1000000000000001',
  UserId: '1000000000000001',
  PrincipalId: '1000000000000001',
  IdentityType: 'Account',
  Arn: `acs:ram::1000000000000001:${visit.caller}`,
});

/** No endpoint is known here, so the caller keeps the one it was configured with. */
export const describeEndpoints: Operation = (_visit, parameters) => ({
  Success: true,
  Endpoints: { Endpoint: [] },
  ServiceCode: parameters.optional('ServiceCode') ?? '',
});
