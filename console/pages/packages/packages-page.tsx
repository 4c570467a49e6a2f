import { useNavigate, useSearch } from '@tanstack/react-router';
import { useDeferredValue, useMemo } from 'react';
import { useLive } from '../../data/live.js';
import { useNow } from '../../data/now.js';
import { Empty, Loading } from '../../parts/notice.js';
import { Page } from '../../parts/page.js';
import { Filters } from './filters.js';
import { PackageTable } from './package-table.js';
import { BY_NAME, type View, visibleRows } from './view.js';

export function PackagesPage() {
  const view = useSearch({ from: '/packages' });
  const navigate = useNavigate({ from: '/packages' });
  const { rows: all, early } = useLive();
  // By name the first ones stay where they are when the rest comes; in any other order they would jump.
  const firstOnly = all === null && (view.sort ?? BY_NAME) === BY_NAME ? early : null;
  const rows = all ?? (firstOnly?.all == null ? null : firstOnly.first);
  const nowMs = useNow();
  const shownView = useDeferredValue(view);
  const visible = useMemo(() => (rows === null ? null : visibleRows(rows, shownView, nowMs)), [rows, shownView, nowMs]);
  // Typing makes no history of its own.
  const change = (next: View) => void navigate({ search: next, replace: true });

  if (rows === null || visible === null || (all === null && visible.length === 0)) {
    return (
      <Page title="Packages" isWide>
        <Loading what="the packages" />
      </Page>
    );
  }
  return (
    <Page
      title="Packages"
      beside={
        firstOnly?.all == null ? <Count all={rows.length} shown={visible.length} /> : <Coming all={firstOnly.all} />
      }
      isWide
    >
      {rows.length === 0 ? (
        <Empty title="No packages yet.">
          <p>Describe one in a file, look at what it would do, and order it:</p>
          <pre>leaseline plan examples/quickstart{'\n'}leaseline apply examples/quickstart</pre>
        </Empty>
      ) : (
        <>
          <Filters rows={rows} view={view} onChange={change} />
          {visible.length === 0 ? (
            <Empty title="No package is like that.">
              <button type="button" className="button" onClick={() => change({})}>
                Show all {rows.length.toLocaleString('en')}
              </button>
            </Empty>
          ) : (
            <PackageTable rows={visible} view={view} onChange={change} />
          )}
        </>
      )}
    </Page>
  );
}

/** Of a long list the first rows stand there already; how many a filter leaves is not known yet. */
function Coming({ all }: { readonly all: number }) {
  return (
    <span className="count num" role="status">
      Reading all {all.toLocaleString('en')} …
    </span>
  );
}

function Count({ all, shown }: { readonly all: number; readonly shown: number }) {
  const total = all.toLocaleString('en');
  return (
    <span className="count num" role="status">
      {shown === all ? total : `${shown.toLocaleString('en')} of ${total}`}
    </span>
  );
}
