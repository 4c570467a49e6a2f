/** Every activity, by the name it has in histories. Adding one is safe; renaming one breaks running packages. */

export { beat } from './beat.js';
export {
  cancelOrder,
  getOrderDetail,
  isBilled,
  readAutoRenewal,
  refundInstance,
  renewInstance,
  setRenewal,
} from './bss.js';
export { getSubscriptionPrice, inquiryPriceRefundInstance, queryAccountBalance } from './bss-prices.js';
export { askBudget } from './budget.js';
export {
  associateCenBandwidthPackage,
  createCenBandwidthPackage,
  deleteCenBandwidthPackage,
  describeCenBandwidthPackages,
  modifyCenBandwidthPackageSpec,
  unassociateCenBandwidthPackage,
} from './cen.js';
export { checkPackages } from './check-packages.js';
export { describeStrays } from './describe-strays.js';
export { askDesk, lifeIsOver } from './desk.js';
export {
  createNetworkPackage,
  deleteNetworkPackages,
  describeNetworkPackages,
  modifyNetworkPackageBandwidth,
  renewNetworkPackages,
} from './ecd.js';
export { describeModificationPrice, describePrice, describeRenewalPrice } from './ecd-prices.js';
export { listUnpaidOrders } from './list-unpaid-orders.js';
export { notify } from './notify.js';
export { readDigest } from './read-digest.js';
export { readFunds } from './read-funds.js';
export { searchTraces } from './search-traces.js';
export { sweepRegion } from './sweep.js';
export { createRenew, getBalance, modifyAutoRenewFlag } from './ubill.js';
export {
  createSimpleUGNBwPackage,
  deleteUGNBwPackage,
  getSimpleBuyBwPrice,
  getSimpleUGNBwPackages,
  listSimpleBwPackage,
  modifyUGNBandwidth,
} from './ugn.js';
