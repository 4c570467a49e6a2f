import { z } from 'zod';
import { isSimulated } from '../../model/config/endpoints.js';
import { payerOf } from '../../model/config/payer.js';
import { ordersPage } from '../../model/console-links.js';
import { packageVersion } from '../../workers/build-id.js';
import type { Api, ApiContext } from '../context.js';

const systemSchema = z.object({
  version: z.string(),
  accounts: z.array(
    z.object({
      name: z.string(),
      vendor: z.string(),
      payer: z.string(),
      isSimulated: z.boolean(),
      /** Where its unpaid orders are paid. */
      ordersPage: z.object({ what: z.string(), url: z.string() }),
      observeOnly: z.boolean(),
    }),
  ),
  temporal: z.object({ namespace: z.string(), uiUrl: z.string().nullable() }),
  billingUrl: z.string().nullable(),
});

/** Pages of this installation beside the console; null where there is none or nobody knows. */
export interface OtherPages {
  readonly temporalUi: string | null;
  readonly simulator: string | null;
}

/** What a page must know of the installation: whether what is done here costs real money, and where the other pages are. */
export function systemRoutes(api: Api, { client, config }: ApiContext, pages: OtherPages): void {
  api.get(
    '/v1/system',
    {
      schema: {
        description: 'Version, accounts (simulated or not), and the addresses of other pages.',
        response: { 200: systemSchema },
      },
    },
    () => {
      const accounts = Object.values(config.accounts).map((account) => ({
        name: account.name,
        vendor: account.vendor,
        payer: payerOf(account),
        isSimulated: isSimulated(account),
        ordersPage: ordersPage(account),
        observeOnly: account.observeOnly,
      }));
      return {
        version: packageVersion(),
        accounts,
        temporal: { namespace: client.options.namespace, uiUrl: pages.temporalUi },
        billingUrl: pages.simulator === null ? null : `${pages.simulator}/_sim/billing`,
      };
    },
  );
}
