/** Every activity, by the name it has in histories. Adding one is safe; renaming one breaks running packages. */
export { cancelOrder, getOrderDetail, refundInstance, renewInstance, setRenewal } from './bss.js';
export {
  associateCenBandwidthPackage,
  createCenBandwidthPackage,
  deleteCenBandwidthPackage,
  describeCenBandwidthPackages,
  unassociateCenBandwidthPackage,
} from './cen.js';
export { checkPackages } from './check-packages.js';
export { askDesk } from './desk.js';
export {
  createNetworkPackage,
  deleteNetworkPackages,
  describeNetworkPackages,
  renewNetworkPackages,
} from './ecd.js';
export { sweepRegion } from './sweep.js';
export { createRenew, modifyAutoRenewFlag } from './ubill.js';
export { createSimpleUGNBwPackage, deleteUGNBwPackage, getSimpleUGNBwPackages, listSimpleBwPackage } from './ugn.js';
