import { useNavigate } from '@tanstack/react-router';
import { type SortingState, useTable } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type MouseEvent, useMemo, useRef, useState } from 'react';
import type { PackageRow } from '../../../model/row.js';
import { usePageKeys } from '../../app/shortcuts.js';
import { useIsNarrow } from '../../data/narrow.js';
import { columns, features } from './columns.js';
import { PackageLine } from './package-line.js';
import { BY_NAME, type View } from './view.js';

interface TableProps {
  readonly rows: readonly PackageRow[];
  readonly view: View;
  readonly onChange: (view: View) => void;
}

const ROW_PX = 52;
const NARROW_ROW_PX = 92;

/** Only the rows in sight are drawn, so ten thousand cost what thirty do. */
export function PackageTable({ rows, view, onChange }: TableProps) {
  const navigate = useNavigate();
  const scroller = useRef<HTMLDivElement>(null);
  const isNarrow = useIsNarrow();
  const [current, setCurrent] = useState<string | null>(null);
  const sorting = useMemo(() => sortingOf(view.sort), [view.sort]);
  const table = useTable({
    features,
    columns,
    data: rows,
    getRowId: (row: PackageRow) => row.name,
    state: { sorting },
    enableSortingRemoval: false,
    sortDescFirst: false,
    onSortingChange: (next) => {
      const [first] = typeof next === 'function' ? next(sorting) : next;
      onChange({ ...view, sort: first === undefined ? BY_NAME : `${first.desc ? '-' : ''}${first.id}` });
    },
  });
  const lines = table.getRowModel().rows;
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (isNarrow ? NARROW_ROW_PX : ROW_PX),
    getItemKey: (index) => lines[index]?.id ?? index,
    overscan: 12,
  });

  function move(by: number): void {
    const at = lines.findIndex(({ id }) => id === current);
    const next = Math.min(Math.max(at + by, 0), lines.length - 1);
    setCurrent(lines[next]?.id ?? null);
    virtual.scrollToIndex(next);
  }
  const open = (name: string) => void navigate({ to: '/packages/$name', params: { name } });
  usePageKeys({
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: current === null ? undefined : () => open(current),
  });
  function openUnlessSelecting(event: MouseEvent, name: string): void {
    const isLink = event.target instanceof HTMLElement && event.target.closest('a') !== null;
    if (!isLink && window.getSelection()?.isCollapsed !== false) open(name);
  }

  return (
    <div className="table-scroll" ref={scroller} tabIndex={0} role="region" aria-label="Packages">
      <div className="table" role="table" aria-rowcount={lines.length + 1} aria-label="Packages">
        <div role="rowgroup" className="table-head">
          {table.getHeaderGroups().map((group) => (
            <div key={group.id} role="row" className="row" aria-rowindex={1}>
              {group.headers.map((header) => {
                const direction = header.column.getIsSorted();
                return (
                  <div
                    key={header.id}
                    role="columnheader"
                    className={header.column.columnDef.meta?.className}
                    aria-sort={direction === false ? 'none' : direction === 'asc' ? 'ascending' : 'descending'}
                  >
                    <button type="button" onClick={() => header.column.toggleSorting()}>
                      <table.FlexRender header={header} />
                      <span className="sort" aria-hidden="true">
                        {direction === false ? '' : direction === 'asc' ? '↑' : '↓'}
                      </span>
                    </button>
                  </div>
                );
              })}
            </div>
          ))}
        </div>
        <div role="rowgroup" className="table-body" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start, size }) => {
            const row = lines[index]?.original;
            if (row === undefined) return null;
            return (
              <PackageLine
                key={row.name}
                row={row}
                index={index}
                startPx={start}
                heightPx={size}
                isCurrent={row.name === current}
                onOpen={openUnlessSelecting}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

function sortingOf(sort: string | undefined): SortingState {
  const text = sort ?? BY_NAME;
  const desc = text.startsWith('-');
  const id = desc ? text.slice(1) : text;
  const isKnown = columns.some((column) => ('accessorKey' in column ? column.accessorKey : column.id) === id);
  return [{ id: isKnown ? id : BY_NAME, desc: isKnown && desc }];
}
