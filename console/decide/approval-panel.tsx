import { useState } from 'react';
import type { ApprovalAsked } from '../../model/approval.js';
import type { PackageState } from '../../model/messages.js';
import { useSession } from '../app/session-context.js';
import { usePageKeys } from '../app/shortcuts.js';
import { mayDo, type Session } from '../data/session.js';
import { Instant, Relative } from '../parts/instant.js';
import { priceText } from '../words/money.js';
import { productWord } from '../words/status.js';
import { dayText } from '../words/time.js';
import { DelegateDialog } from './delegate-dialog.js';
import { MayNot } from './may-not.js';
import { decide } from './pending.js';
import { RejectDialog } from './reject-dialog.js';

/** A question with a number of its own: a yes or no is for exactly this request at this price. */
export function ApprovalPanel({ state, hasKeys }: { readonly state: PackageState; readonly hasKeys: boolean }) {
  const { name, approval } = state;
  const session = useSession();
  const [isRejecting, setIsRejecting] = useState(false);
  const [isDelegating, setIsDelegating] = useState(false);
  const may = mayDo(session, 'decide');
  const isListed = approval === null || mayAnswer(approval, session);
  const hasSaidYes = approval?.approvedBy.some(({ by }) => by === session.name) ?? false;
  const request = approval?.request;
  const approve =
    approval === null || !may || !isListed || hasSaidYes
      ? undefined
      : () => decide({ name, word: 'Approve', message: 'approve', argument: { request: approval.request } });
  const reject = !may || !isListed ? undefined : () => setIsRejecting(true);
  usePageKeys(hasKeys ? { a: approve, r: reject } : {});
  if (approval === null) return <p className="hint">The question is being prepared …</p>;
  const { what, price, policy, requestedBy, approvers, quorum, approvedBy, askedAt, endsAt } = approval;
  return (
    <div className="panel">
      <dl className="pairs">
        <div>
          <dt>Asked about</dt>
          <dd>{what}</dd>
        </div>
        <div>
          <dt>Price</dt>
          <dd>
            {price === null ? 'the vendor names none beforehand' : <strong className="num">{priceText(price)}</strong>}
          </dd>
        </div>
        <div>
          <dt>Difference</dt>
          <dd>{differenceText(state)}</dd>
        </div>
        <div>
          <dt>Asked by</dt>
          <dd>
            {requestedBy ?? 'nobody, it is due'}, <Relative at={askedAt} />
          </dd>
        </div>
        <div>
          <dt>Policy</dt>
          <dd>
            {approval.askedBy ?? policy}: {approvers.length === 0 ? 'anybody' : approvers.join(', ')}
            {quorum > 1 && `, ${quorum} of them`}
          </dd>
        </div>
        {approvedBy.length > 0 && (
          <div>
            <dt>Said yes</dt>
            <dd>
              {approvedBy.map(({ by }) => by).join(', ')} ({approvedBy.length} of {quorum})
            </dd>
          </div>
        )}
        <div>
          <dt>Silence</dt>
          <dd>
            {endsAt === null ? (
              'It waits until somebody answers.'
            ) : (
              <>
                counts as a no on <Instant at={endsAt} />
              </>
            )}
          </dd>
        </div>
        <div>
          <dt>Request</dt>
          <dd>
            <code>{request}</code>
          </dd>
        </div>
      </dl>
      {!may && <MayNot act="decide" what="Approving" />}
      {may && !isListed && <p className="hint">The policy {policy} names others as approvers.</p>}
      {may && isListed && (
        <div className="panel-actions">
          {approve === undefined ? (
            <>
              <p className="hint">You have said yes; somebody else is needed.</p>
              <button
                type="button"
                className="button"
                onClick={() =>
                  decide({
                    name,
                    word: 'Withdraw the yes to',
                    message: 'withdraw',
                    argument: { request: approval.request },
                  })
                }
              >
                Withdraw my yes
              </button>
            </>
          ) : (
            <button type="button" className="button is-primary" onClick={approve}>
              Approve {hasKeys && <kbd>a</kbd>}
            </button>
          )}
          <button type="button" className="button is-bad" onClick={reject}>
            Reject {hasKeys && <kbd>r</kbd>}
          </button>
          {approvers.length > 0 && !hasSaidYes && (
            <button type="button" className="button" onClick={() => setIsDelegating(true)}>
              Delegate …
            </button>
          )}
        </div>
      )}
      {isDelegating && <DelegateDialog name={name} request={approval.request} onClose={() => setIsDelegating(false)} />}
      <RejectDialog name={name} request={approval.request} isOpen={isRejecting} onClose={() => setIsRejecting(false)} />
    </div>
  );
}

/** Named, asked by somebody who is named to answer in their place, or a backup once it has waited long. The package decides. */
function mayAnswer({ approvers, delegates = [], escalatedAt }: ApprovalAsked, { name, groups }: Session): boolean {
  if (approvers.length === 0 || escalatedAt !== undefined) return true;
  const isIn = groups.some((group) => approvers.includes(`group:${group}`));
  return approvers.includes(name) || isIn || delegates.some(({ to }) => to === name);
}

/** What changes by a yes. */
function differenceText({ status, spec, bandwidthMbps, approval, expiresAt }: PackageState): string {
  const about = approval?.what ?? '';
  if (status === 'AwaitingApproval') return `a new ${productWord(spec.product)} package of ${bandwidthMbps} Mbps`;
  if (about.startsWith('resize')) return `${bandwidthMbps} Mbps now`;
  if (about.startsWith('renewal') && expiresAt !== null)
    return `its term ends ${dayText(expiresAt)} now, and is lengthened`;
  if (about.startsWith('release')) return 'the line goes down';
  return about;
}
