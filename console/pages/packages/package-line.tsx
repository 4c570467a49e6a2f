import { Link } from '@tanstack/react-router';
import { type MouseEvent, memo } from 'react';
import type { PackageRow } from '../../../model/row.js';
import { StatusMark } from '../../parts/status-mark.js';
import { productWord, waitsFor } from '../../words/status.js';
import { Cost, Lapse, Next } from './cells.js';

interface LineProps {
  readonly row: PackageRow;
  readonly index: number;
  readonly startPx: number;
  readonly heightPx: number;
  readonly isCurrent: boolean;
  readonly onOpen: (event: MouseEvent, name: string) => void;
}

/** One package. Drawn anew only when it changes. */
export const PackageLine = memo(function PackageLine({ row, index, startPx, heightPx, isCurrent, onOpen }: LineProps) {
  const { name, resourceId, region, status, waitingFor, reason, product, bandwidthMbps } = row;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the link inside is what a keyboard uses; this only makes the target larger
    <div
      role="row"
      aria-rowindex={index + 2}
      className={isCurrent ? 'row is-current' : 'row'}
      style={{ transform: `translateY(${startPx}px)`, height: heightPx }}
      onClick={(event) => onOpen(event, name)}
    >
      <div role="cell" className="col-name">
        <Link to="/packages/$name" params={{ name }} className="row-name">
          {name}
        </Link>
        <span className="row-under mono">{resourceId ?? 'no resource yet'}</span>
      </div>
      <div role="cell" className="col-status">
        <StatusMark status={status} />
        {row.paused && <span className="row-under">paused</span>}
        {waitingFor !== null && (
          <span className="row-under" title={reason ?? undefined}>
            waits for {waitsFor(waitingFor)}
          </span>
        )}
      </div>
      <div role="cell" className="col-product">
        <span>{productWord(product)}</span>
        <span className="row-under">{region}</span>
      </div>
      <div role="cell" className="col-mbps is-number">
        <span className="num">{bandwidthMbps}</span>
        <span className="only-narrow"> Mbps</span>
      </div>
      <div role="cell" className="col-cost is-number">
        <Cost row={row} />
      </div>
      <div role="cell" className="col-lapse is-number">
        <Lapse row={row} />
      </div>
      <div role="cell" className="col-next">
        <Next row={row} />
      </div>
    </div>
  );
}, isSame);

/** Handlers are made anew each time and do the same. */
function isSame(one: LineProps, other: LineProps): boolean {
  return (
    one.row === other.row &&
    one.index === other.index &&
    one.startPx === other.startPx &&
    one.heightPx === other.heightPx &&
    one.isCurrent === other.isCurrent
  );
}
