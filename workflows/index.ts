/** What the worker registers. The exported names are workflow types: a promise to other programs (surface.md). */
export { budgetBook } from './budget-book.js';
export { credentialTrouble } from './credential-trouble.js';
export { digest } from './digest.js';
export { heartbeat } from './heartbeat.js';
export { packageLease as package } from './package.js';
export { priceCheck } from './price-check.js';
export { provisioningRun } from './provisioning-run.js';
export { redelivery } from './redelivery.js';
export { regionDesk } from './region-desk.js';
