import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/**
 * Typed search attributes of a package workflow. They are not encrypted, so no price, person or vendor account id.
 */
export const LEASE_STATUS = defineSearchAttributeKey('LeaseStatus', SearchAttributeType.KEYWORD);
export const LEASE_WAITING = defineSearchAttributeKey('LeaseWaiting', SearchAttributeType.KEYWORD);
export const LEASE_PRODUCT = defineSearchAttributeKey('LeaseProduct', SearchAttributeType.KEYWORD);
export const LEASE_ACCOUNT = defineSearchAttributeKey('LeaseAccount', SearchAttributeType.KEYWORD);
export const LEASE_REGION = defineSearchAttributeKey('LeaseRegion', SearchAttributeType.KEYWORD);
export const LEASE_RESOURCE_ID = defineSearchAttributeKey('LeaseResourceId', SearchAttributeType.KEYWORD);
export const LEASE_EXPIRES_AT = defineSearchAttributeKey('LeaseExpiresAt', SearchAttributeType.DATETIME);
export const LEASE_OWNER = defineSearchAttributeKey('LeaseOwner', SearchAttributeType.KEYWORD);

/** What a server must know before the first workflow starts. */
export const SEARCH_ATTRIBUTES = [
  { name: 'LeaseStatus', type: 'Keyword' },
  { name: 'LeaseWaiting', type: 'Keyword' },
  { name: 'LeaseProduct', type: 'Keyword' },
  { name: 'LeaseAccount', type: 'Keyword' },
  { name: 'LeaseRegion', type: 'Keyword' },
  { name: 'LeaseResourceId', type: 'Keyword' },
  { name: 'LeaseExpiresAt', type: 'Datetime' },
  { name: 'LeaseOwner', type: 'Keyword' },
] as const;
