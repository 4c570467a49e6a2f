import { useSystem } from '../data/queries.js';

/** Loud wherever what is done here is paid for. */
export function RealMoney() {
  const { data } = useSystem();
  const real = data?.accounts.filter(({ isSimulated, observeOnly }) => !isSimulated && !observeOnly) ?? [];
  if (real.length === 0) return null;
  return (
    <aside className="real-money" aria-label="Real money">
      <strong>REAL MONEY</strong>
      <span>
        {real.length === 1 ? 'This account speaks' : 'These accounts speak'} to a real cloud:{' '}
        {real.map(({ name, payer }) => (payer === name ? name : `${name} (${payer} pays)`)).join(', ')}
      </span>
    </aside>
  );
}
