import { useMemo } from 'react';
import type { PackageRow } from '../../../model/row.js';
import { Choice } from '../../parts/choice.js';
import { productWord, STATUS_NAMES, statusLook, WAITING_NAMES, waitsFor } from '../../words/status.js';
import { readView, type View } from './view.js';

interface FiltersProps {
  readonly rows: readonly PackageRow[];
  readonly view: View;
  readonly onChange: (view: View) => void;
}

const LAPSES = [7, 14, 30, 60, 90] as const;

export function Filters({ rows, view, onChange }: FiltersProps) {
  const accounts = useMemo(() => distinct(rows.map(({ account }) => account)), [rows]);
  const teams = useMemo(() => distinct(rows.flatMap(({ labels }) => labels.team ?? [])), [rows]);
  const set = (part: Record<string, unknown>) => onChange(readView({ ...view, ...part }));
  const { sort: _sort, ...filters } = view;
  return (
    <search className="filters">
      <label className="search">
        <span className="unseen">Search packages</span>
        <input
          type="search"
          placeholder="Search name, resource, order, region …"
          value={view.q ?? ''}
          onChange={({ target }) => set({ q: target.value })}
        />
        <kbd title="Press / to search">/</kbd>
      </label>
      <Choice
        label="Status"
        value={view.status}
        onChange={(status) => set({ status })}
        options={[
          ['running', 'Running'],
          ...STATUS_NAMES.map((status) => [status, statusLook(status).word] as const),
          ['ended', 'Ended'],
        ]}
      />
      <Choice
        label="Waits for"
        value={view.waiting}
        onChange={(waiting) => set({ waiting })}
        options={[['person', 'a person'], ...WAITING_NAMES.map((what) => [what, waitsFor(what) ?? ''] as const)]}
      />
      <Choice
        label="Product"
        value={view.product}
        onChange={(product) => set({ product })}
        options={(['wuying', 'cen', 'ugn'] as const).map((product) => [product, productWord(product)])}
      />
      {accounts.length > 1 && (
        <Choice
          label="Account"
          value={view.account}
          onChange={(account) => set({ account })}
          options={accounts.map((account) => [account, account])}
        />
      )}
      {teams.length > 1 && (
        <Choice
          label="Team"
          value={view.team}
          onChange={(team) => set({ team })}
          options={teams.map((team) => [team, team])}
        />
      )}
      <Choice
        label="Lapses within"
        value={view.within === undefined ? undefined : String(view.within)}
        onChange={(within) => set({ within })}
        options={LAPSES.map((days) => [String(days), `${days} days`])}
      />
      {Object.keys(filters).length > 0 && (
        <button type="button" className="button is-plain" onClick={() => onChange(readView({ sort: view.sort }))}>
          Clear
        </button>
      )}
    </search>
  );
}

const distinct = (values: readonly string[]): readonly string[] => [...new Set(values)].sort();
