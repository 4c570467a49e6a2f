import type { Product } from '../product.js';

/** What a person does in the vendor's console, step by step, when nobody else does it. */
export interface ByHand {
  readonly renew: readonly string[];
  readonly stop: readonly string[];
}

/** In the words of the vendors' consoles. @param isForTerm false: charged by use, so there is nothing to renew */
export function byHand(
  product: Product,
  { isForTerm, region }: { readonly isForTerm: boolean; readonly region: string },
): ByHand {
  const steps = STEPS[product];
  const at = (step: string): string => step.replace('{region}', region);
  return {
    renew: isForTerm
      ? steps.renew.map(at)
      : ['Nothing to renew: it is charged by use, and ends when somebody deletes it.'],
    stop: (isForTerm ? steps.stop : steps.delete).map(at),
  };
}

const ALIBABA_UNPAID =
  'Look at the orders first: an unpaid renewal of it is paid there, and a second one is not needed.';
const ALIBABA_STOP = 'On the renewals page set it to non-renewal (or switch auto-renewal off): it ends with its term.';

const STEPS: Readonly<Record<Product, ByHand & { readonly delete: readonly string[] }>> = {
  wuying: {
    renew: [
      ALIBABA_UNPAID,
      'Open the premium bandwidth plans, choose region {region}, then Networks & Storage > Premium Bandwidth Plans.',
      'Find the id, choose Renew, and pay the order.',
    ],
    stop: [ALIBABA_STOP, 'Whether a paid term comes back says the console when it is asked to unsubscribe.'],
    delete: [
      'Open the premium bandwidth plans, choose region {region}, then Networks & Storage > Premium Bandwidth Plans.',
      'Find the id and delete it: the office network loses its internet access at once.',
    ],
  },
  cen: {
    renew: [
      ALIBABA_UNPAID,
      'Open the instances, choose the CEN it is attached to, then Bandwidth Plans.',
      'Find the id, choose Renew, and pay. It is released about a week after its end.',
    ],
    stop: [ALIBABA_STOP, 'A subscription cannot be deleted before its end; detaching it cuts off what uses it.'],
    delete: ['Open the instances, choose the CEN, then Bandwidth Plans; detach the plan and delete it.'],
  },
  ugn: {
    renew: [
      'Open the console, project {region}, then UGN and its bandwidth packages.',
      'Find the id and choose Renew. The account is charged at once.',
    ],
    stop: [
      'Switch its automatic renewal off in the console: UGN switches it on by itself when a package is bought.',
      'Deleting the package ends it at once; a part of what was paid comes back, less each day.',
    ],
    delete: ['Open the console, project {region}, then UGN; find the id and delete it: the line goes down at once.'],
  },
};
