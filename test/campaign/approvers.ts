import type { ApprovalAsked } from '../../model/approval.js';
import { APPROVERS, type Governance, REQUESTER } from './governance.js';
import type { PackageRun } from './package-run.js';

/** The people whom rules ask. They see what `leaseline show` shows, and answer exactly that. */
export class Approvers {
  readonly #governance: Governance;
  readonly #sayYes: boolean;

  constructor(governance: Governance, sayYes: boolean) {
    this.#governance = governance;
    this.#sayYes = sayYes;
  }

  async answer(run: PackageRun, asked: ApprovalAsked): Promise<void> {
    const before = [...run.asked.keys()].findLast((request) => request !== asked.request);
    run.asked.set(asked.request, asked);
    const { request } = asked;
    if (!this.#sayYes) {
      await run.say('reject', { by: 'bob', request, reason: 'campaign' });
      return;
    }
    if (this.#governance.approvers === 'stale' && before !== undefined) {
      await run.say('approve', { by: 'bob', request: before });
    }
    // Whoever asked for it tries, and is refused.
    if (asked.requestedBy === REQUESTER) await run.say('approve', { by: REQUESTER, request });
    await this.#sayYesTo(run, asked);
  }

  async #sayYesTo(run: PackageRun, { request, quorum, requestedBy, approvedBy }: ApprovalAsked): Promise<void> {
    const able = APPROVERS.filter((name) => name !== requestedBy && !approvedBy.some(({ by }) => by === name));
    const [first] = able;
    if (first === undefined) return;
    if (this.#governance.approvers === 'apart') {
      await run.say('approve', { by: first, request });
      return;
    }
    if (this.#governance.approvers === 'wavering' && quorum > approvedBy.length + 1) {
      await run.say('approve', { by: first, request });
      await run.say('withdraw', { by: first, request });
    }
    for (const by of able.slice(0, quorum - approvedBy.length)) await run.say('approve', { by, request });
  }
}
