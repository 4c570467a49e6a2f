import { z } from 'zod';
import { previewRelease } from '../../workers/client/release-preview.js';
import { previewRenew } from '../../workers/client/renew-preview.js';
import { previewResize } from '../../workers/client/resize-preview.js';
import type { Api, ApiContext } from '../context.js';
import { nameParams } from './packages.js';

/** What a change would cost and do, before it is asked for. The vendor is asked for prices; nothing is spent or changed. */
export function previewRoutes(api: Api, context: ApiContext): void {
  const nothing = z.preprocess((body) => body ?? {}, z.strictObject({}));
  const config = { act: 'operate' } as const;
  api.post(
    '/v1/packages/:name/preview/resize',
    {
      config,
      schema: {
        description: 'What a change of bandwidth would cost now, or why the vendor would refuse it.',
        params: nameParams,
        body: z.strictObject({ bandwidthMbps: z.int().positive() }),
      },
    },
    ({ params, body }) => previewResize(context, params.name, body.bandwidthMbps),
  );
  api.post(
    '/v1/packages/:name/preview/release',
    {
      config,
      schema: { description: 'What a release would do, and what comes back.', params: nameParams, body: nothing },
    },
    ({ params }) => previewRelease(context, params.name),
  );
  api.post(
    '/v1/packages/:name/preview/renew',
    {
      config,
      schema: { description: 'What one more term would cost, and until when.', params: nameParams, body: nothing },
    },
    ({ params }) => previewRenew(context, params.name),
  );
}
