import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { StrayResource } from '../../../model/survey.js';
import { adoptStray, forgetStray } from '../../data/strays.js';
import { AskDialog } from '../../parts/ask-dialog.js';
import { Instant } from '../../parts/instant.js';
import { Trouble } from '../../parts/notice.js';
import { productWord } from '../../words/status.js';

/** What taking over does, and above all what it does not do, before it is done. */
export function AdoptDialog({ stray, onClose }: { readonly stray: StrayResource; readonly onClose: () => void }) {
  const { resourceId, product, bandwidthMbps, region, account, expiresAt, autoRenew } = stray;
  const navigate = useNavigate();
  const adopt = useMutation({
    mutationFn: () => adoptStray(stray),
    onSuccess: async (name) => {
      onClose();
      await navigate({ to: '/packages/$name', params: { name } });
      forgetStray(resourceId);
    },
  });
  return (
    <AskDialog
      title={`Take over ${resourceId}?`}
      onClose={onClose}
      word={adopt.isPending ? 'Reading the vendor …' : 'Take it over'}
      isReady={!adopt.isPending}
      onDo={() => adopt.mutate()}
      staysOpen
    >
      <p>
        It becomes the package <strong>{resourceId.toLowerCase()}</strong>: {productWord(product)}, {bandwidthMbps} Mbps
        in {region}, account {account}.
      </p>
      <p>
        {expiresAt === null ? (
          'It has no term.'
        ) : (
          <>
            Its term ends <Instant at={expiresAt} />;{' '}
            {autoRenew === true
              ? 'the vendor renews it by itself, and goes on doing so.'
              : 'somebody is asked before that, and nothing is renewed by itself.'}
          </>
        )}
      </p>
      <p>Nothing is bought, paid or changed at the vendor: from then on it is watched.</p>
      {adopt.error !== null && <Trouble error={adopt.error} />}
    </AskDialog>
  );
}
