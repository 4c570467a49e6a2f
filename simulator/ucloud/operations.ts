import { retCodes, UcloudError } from './errors.js';
import type { UcloudOperation } from './operation.js';
import { createRenew, describeOrderDetailInfo, getBalance, listUBillDetail, modifyAutoRenewFlag } from './ubill.js';
import {
  deleteUGNBwPackage,
  describeSimpleUGN,
  getSimpleBuyBwPrice,
  getSimpleUGNBwPackages,
  listSimpleBwPackage,
  listUGN,
  modifyUGNBandwidth,
} from './ugn.js';
import { createSimpleUGNBwPackage } from './ugn-create.js';

const operations: ReadonlyMap<string, UcloudOperation> = new Map(
  Object.entries({
    CreateSimpleUGNBwPackage: createSimpleUGNBwPackage,
    GetSimpleUGNBwPackages: getSimpleUGNBwPackages,
    ListSimpleBwPackage: listSimpleBwPackage,
    DescribeSimpleUGN: describeSimpleUGN,
    ListUGN: listUGN,
    GetSimpleBuyBwPrice: getSimpleBuyBwPrice,
    ModifyUGNBandwidth: modifyUGNBandwidth,
    DeleteUGNBwPackage: deleteUGNBwPackage,
    CreateRenew: createRenew,
    ModifyAutoRenewFlag: modifyAutoRenewFlag,
    DescribeOrderDetailInfo: describeOrderDetailInfo,
    ListUBillDetail: listUBillDetail,
    GetBalance: getBalance,
  }),
);

export function findOperation(action: string): UcloudOperation {
  const run = operations.get(action);
  if (run === undefined) throw new UcloudError(retCodes.actionUnknown, 'Action not found');
  return run;
}
