import { useState } from 'react';
import { useSession } from '../../app/session-context.js';
import type { Shown } from '../../data/queries.js';
import { mayDo } from '../../data/session.js';
import { decide } from '../../decide/pending.js';
import { isEnded } from '../../words/status.js';
import { CancelDialog } from './cancel-dialog.js';
import { PauseDialog } from './pause-dialog.js';
import { ReleaseDialog } from './release-dialog.js';
import { RenewDialog } from './renew-dialog.js';
import { ResizeDialog } from './resize-dialog.js';

type Open = 'resize' | 'renew' | 'release' | 'cancel' | 'pause' | null;

/** What can be done to it now; each shows first what it would cost and do. */
export function Actions({ shown }: { readonly shown: Shown }) {
  const session = useSession();
  const [open, setOpen] = useState<Open>(null);
  const { name, status, bandwidthMbps, plannedResize, paused } = shown;
  if (isEnded(status)) return null;
  if (!mayDo(session, 'operate')) {
    return <p className="hint">Changes are for operators; you are logged in as {session.role}.</p>;
  }
  const isActive = status === 'Active';
  const isBefore = !isActive && status !== 'Releasing';
  const close = () => setOpen(null);
  return (
    <>
      {isActive && (
        <>
          <button type="button" className="button" onClick={() => setOpen('resize')}>
            Resize …
          </button>
          <button type="button" className="button" onClick={() => setOpen('renew')}>
            Renew …
          </button>
          <button
            type="button"
            className="button"
            onClick={() =>
              paused
                ? decide({ name, word: 'Resume', message: 'resume', argument: {}, isConfirmed: true })
                : setOpen('pause')
            }
          >
            {paused ? 'Resume' : 'Pause …'}
          </button>
          <button type="button" className="button is-bad" onClick={() => setOpen('release')}>
            Release …
          </button>
        </>
      )}
      {(isBefore || plannedResize !== null) && (
        <button type="button" className="button is-bad" onClick={() => setOpen('cancel')}>
          {isBefore ? 'Cancel …' : 'Withdraw planned change …'}
        </button>
      )}
      {open === 'resize' && <ResizeDialog name={name} fromMbps={bandwidthMbps} onClose={close} />}
      {open === 'renew' && <RenewDialog name={name} onClose={close} />}
      {open === 'release' && <ReleaseDialog name={name} onClose={close} />}
      {open === 'pause' && <PauseDialog name={name} onClose={close} />}
      {open === 'cancel' && <CancelDialog name={name} isBefore={isBefore} onClose={close} />}
    </>
  );
}
