import type { Digest } from './digest.js';
import type { CredentialNotice, Message, MessageKind, Notice } from './notice.js';

const AT = '2027-01-04T16:00:00.000Z';
const ENDS = '2027-01-11T16:00:00.000Z';

/** A message as it may come, with every field that its kind has: to try a template or an outlet with. */
export function sampleMessage(kind: MessageKind): Message {
  switch (kind) {
    case 'digest':
      return digest;
    case 'credential.refused':
    case 'credential.restored':
      return { ...credential, key: `credential/sample/${AT}/${kind}`, kind };
    default:
      return { ...notice, key: `sample/${AT}/${kind}`, kind };
  }
}

const notice: Notice = {
  key: '',
  kind: 'reminder',
  rung: '7d',
  at: AT,
  name: 'sample',
  product: 'wuying',
  account: 'sample-account',
  region: 'ap-northeast-1',
  labels: { team: 'network' },
  waitingFor: 'payment',
  what: 'This is a test. A package called "sample" would end in 7 days, and order 1 would wait to be paid.',
  expiresAt: ENDS,
  nextStep: { what: 'pay', at: null },
  price: { amountMinor: 20_000, currency: 'USD', per: 'month' },
};

const credential: CredentialNotice = {
  key: '',
  kind: 'credential.refused',
  at: AT,
  account: 'sample-account',
  vendor: 'alibaba',
  since: AT,
  code: 'InvalidAccessKeyId.Inactive',
  what: 'This is a test. The vendor would refuse the key of account sample-account, or take it again.',
};

const digest: Digest = {
  key: `digest/${AT}`,
  kind: 'digest',
  at: AT,
  what: 'This is a test. 1 package; 1 waits for a person; 1 ends within 30 days',
  packages: 1,
  statuses: { Active: 1 },
  waiting: {
    count: 1,
    items: [
      {
        name: 'sample',
        product: 'wuying',
        account: 'sample-account',
        region: 'ap-northeast-1',
        status: 'Active',
        labels: { team: 'network' },
        expiresAt: ENDS,
        price: { amountMinor: 20_000, currency: 'USD', per: 'month' },
        waitingFor: 'payment',
        waitingSince: AT,
        nextStep: { what: 'pay', at: null },
        reason: 'Order 1 waits to be paid.',
      },
    ],
  },
  ending: { count: 0, items: [] },
  unwatched: { count: 0, items: [] },
  strays: { count: 0, items: [] },
  blind: { count: 0, items: [] },
};
