import './decide.css';
import type { PackageState } from '../../model/messages.js';
import type { Shown } from '../data/queries.js';
import { ApprovalPanel } from './approval-panel.js';
import { PaymentPanel } from './payment-panel.js';
import { isDecided, useDecisions } from './pending.js';
import { UnknownPanel } from './unknown-panel.js';
import { VanishedPanel } from './vanished-panel.js';

/** What a person can do about what a package waits for; the same in the inbox and on its page. */
export function Decide({ shown, hasKeys = false }: { readonly shown: Shown; readonly hasKeys?: boolean }) {
  const decisions = useDecisions();
  if (isDecided(decisions, shown.name)) return <p className="hint">Decided; being sent.</p>;
  switch (shown.waitingFor) {
    case 'approval':
      return isWhole(shown) ? <ApprovalPanel state={shown} hasKeys={hasKeys} /> : <NoWorker />;
    case 'payment':
      return <PaymentPanel row={shown} />;
    case 'operator':
      if (shown.vanished) return <VanishedPanel row={shown} />;
      if (shown.nextStep?.what !== 'resolve') return null;
      return isWhole(shown) ? <UnknownPanel state={shown} /> : <NoWorker />;
    case 'cloud':
    case null:
      return null;
  }
}

const isWhole = (shown: Shown): shown is PackageState => shown.spec !== undefined;

function NoWorker() {
  return <p className="hint">No worker answers, so nothing can be decided now. Start one with leaseline up.</p>;
}
