import { describe, expect, test } from 'vitest';
import { CenClient } from '../../clouds/alibaba/cen.js';
import { alibabaRuling } from '../../clouds/alibaba/errors.js';
import type { Fate } from '../../clouds/answer.js';
import { ucloudRuling } from '../../clouds/ucloud/errors.js';
import { UgnClient } from '../../clouds/ucloud/ugn.js';
import { transportAt } from './support/alibaba.js';
import { ucloudAt } from './support/ucloud.js';
import { answer, startVendor } from './support/vendor-server.js';

/** Every code the vendor's pages name, and what it must mean for an order. */
const alibaba: Readonly<Record<Fate, readonly string[]>> = {
  unknown: [
    'ServiceUnavailable',
    'InternalError',
    'InternalServerError',
    'UnknownError',
    'DB.Error',
    'SignatureNonceUsed',
    'Brand.NewCode',
    'constructor',
  ],
  throttled: [
    'Throttling',
    'Throttling.User',
    'Throttling.Api',
    'Rejected.Throttling',
    'Operation.Blocking',
    'InvalidStatus.Resource',
    'InvalidOperation.BwpInstanceStatus',
    'InvalidOperation.CenInstanceStatus',
    'OperationFailed.OrderIsProcessing',
    'OperationFailed.OperationIsProcessing',
  ],
  suspended: ['RISK.RISK_CONTROL_REJECTION', 'Forbidden.RiskControl', 'RISK.SOMETHING_NEW'],
  refused: [
    'MissingParameter',
    'MissingRegionId',
    'InvalidParameter',
    'InvalidBandwidth',
    'InvalidAccessKeyId.NotFound',
    'InvalidAccessKeyId.Inactive',
    'SignatureDoesNotMatch',
    'IncompleteSignature',
    'InvalidTimeStamp.Format',
    'InvalidTimeStamp.Expired',
    'InvalidAction.NotFound',
    'InvalidApi.NotFound',
    'InvalidVersion',
    'Forbidden.RAM',
    'Forbidden',
    'NoPermission',
    'InsufficientBalance',
    'Account.Arrearage',
    'Order.Unpaid',
    'UnSupported.ChargeType',
    'ParameterIllegal.BandwidthPackage',
    'Unauthorized',
    'PayFor.AccountMoneyValidateError',
    'InventoryExceeded',
    'IdempotenceParam.NotMatch',
    'FilterKey.NotSupport',
    'IncorrectStatus.TransitRouter',
    'OperationFailed.SetPostPay95BandwidthLimitError',
    'OperationInvalid.UserCanNotUseBwp',
    'InvalidOperation.BwpBusinessStatus',
    'InvalidOperation.CenBandwidthLimitsNotZero',
    'Operation.Failed',
    'OperationFailed.InsufficientBalance',
    'OperationFailed.UpDownNotSupported',
    'Forbidden.Release',
    'ParameterBwpInstanceId',
    'ParameterCenInstanceId',
    'IncorrectNetworkPackageStatus',
    'IncorrectNetworkPackageStatus.ModificationNotSupport',
    'IncorrectNetworkPackageStatus.DeletionNotSupport',
    'NetworkPackageExisted.OfficeSite',
    'InvalidOfficeSiteId.NotFound',
    'InvalidChargeType.NotSupport',
    'NotApplicable',
    'NotAuthorized',
    'InvalidModuleCode',
    'InvalidConfigCode',
    'InvalidOwner',
    'InvalidCaller',
    'InvalidOrderStatus',
    'ResourceNotExists',
    'ResourceStatusError',
  ],
};

const ucloud: Readonly<Record<Fate, readonly number[]>> = {
  unknown: [110, 130, 150, 2001, 66001, 66004, 99999],
  throttled: [153],
  suspended: [],
  refused: [
    160, 161, 170, 171, 172, 174, 220, 230, 292, 293, 294, 295, 299, 4018, 4057, 7059, 17063, 20013, 4067, 8104,
  ],
};

const fates = ['unknown', 'throttled', 'suspended', 'refused'] as const;

describe.each(fates)('%s', (fate) => {
  test.each(alibaba[fate].map((code) => [code]))('Alibaba Cloud %s', (code) => {
    expect(alibabaRuling(code).fate).toBe(fate);
  });
  test.each(ucloud[fate].map((code) => [code]))('UCloud RetCode %i', (code) => {
    expect(ucloudRuling(code).fate).toBe(fate);
  });
});

test.each([
  [66_008, 'RISK.RISK_CONTROL_REJECTION: the order was suspended', 'suspended'],
  [2001, '该订单被风控拦截', 'suspended'],
  [2001, 'The resource is suspended', 'unknown'],
  [230, 'Params [risk control] not available', 'refused'],
] as const)('UCloud RetCode %i "%s" is %s: an undocumented code is known by its words', (code, message, fate) => {
  expect(ucloudRuling(code, message).fate).toBe(fate);
});

test.each([
  ['PayFor.AccountMoneyValidateError', /channel partner/],
  ['InvalidTimeStamp.Expired', /clock/],
  ['SignatureDoesNotMatch', /secret/],
  ['Forbidden.RAM', /grant/i],
  ['Order.Unpaid', /pay or cancel/i],
  ['UnSupported.ChargeType', /charge type/],
  ['InsufficientBalance', /money/],
  ['RISK.RISK_CONTROL_REJECTION', /support/],
])('%s tells a person what to do', (code, remedy) => {
  expect(alibabaRuling(code).remedy).toMatch(remedy);
});

const plan = {
  ClientToken: 't',
  Bandwidth: 2,
  GeographicRegionAId: 'China',
  GeographicRegionBId: 'Europe',
  AutoPay: false,
} as const;

test.each([
  [500, 'PayFor.AccountMoneyValidateError', 'refused'],
  [200, 'Operation.Blocking', 'throttled'],
  [400, 'InternalError', 'unknown'],
  [500, 'InvalidParameter', 'refused'],
  [403, 'Forbidden.RiskControl', 'suspended'],
  [429, 'ServiceUnavailable', 'unknown'],
])('the code decides, not the status: %i %s', async (status, code, kind) => {
  const vendor = await startVendor(answer(status, { Code: code, Message: 'm', RequestId: 'R' }));
  const outcome = await new CenClient(transportAt(vendor.baseUrl)).createCenBandwidthPackage(plan, {});
  expect(outcome).toMatchObject({ kind, code, requestId: 'R' });
});

test.each([
  ['1500', 1500],
  ['soon', 2000],
  ['99999999999999', 600_000],
])('a throttled send waits as long as the vendor says, within reason: %s', async (header, afterMs) => {
  const vendor = await startVendor(answer(400, { Code: 'Throttling.User' }, { 'x-acs-retry-after': header }));
  const outcome = await new CenClient(transportAt(vendor.baseUrl)).createCenBandwidthPackage(plan, {});
  expect(outcome).toMatchObject({ kind: 'throttled', afterMs });
});

describe('no secret comes back out of an error', () => {
  const secret = 'S3cret/with+signs==';
  const leak = [
    `server string to sign is: POST&AccessKeyId=LTAIleak&${secret} and ${encodeURIComponent(secret)}`,
    `and ${encodeURIComponent(encodeURIComponent(secret))} SecurityToken=${secret}&Signature=abc%3D&x=1`,
  ].join(' ');

  test('Alibaba Cloud: message of a refusal, beginning of a garbled answer', async () => {
    for (const play of [answer(400, { Code: 'SignatureDoesNotMatch', Message: leak }), answer(200, `oops ${leak}`)]) {
      const vendor = await startVendor(play);
      const credentials = { accessKeyId: 'LTAIleak', accessKeySecret: secret };
      const outcome = await new CenClient(transportAt(vendor.baseUrl, { credentials })).createCenBandwidthPackage(
        plan,
        {},
      );
      const said = JSON.stringify(outcome);
      expect(said).toContain('[redacted]');
      expect(said).not.toMatch(/S3cret|LTAIleak|abc%3D/);
    }
  });

  test('UCloud: message of a refusal', async () => {
    const vendor = await startVendor(answer(200, { RetCode: 171, Message: `${leak} PrivateKey=${secret}` }));
    const ugn = new UgnClient(ucloudAt(vendor.baseUrl, { credentials: { publicKey: 'LTAIleak', privateKey: secret } }));
    const outcome = await ugn.deleteUGNBwPackage({ BwPackageID: 'bw-1', UGNID: 'ugn-1' }, {});
    expect(outcome.kind).toBe('refused');
    expect(JSON.stringify(outcome)).not.toMatch(/S3cret|LTAIleak|abc%3D/);
  });
});
