import { Link } from '@tanstack/react-router';
import type { PackageRow } from '../../model/row.js';

/** It is gone at the vendor and nobody here released it. Nothing is bought again by itself. */
export function VanishedPanel({ row: { name, account } }: { readonly row: PackageRow }) {
  return (
    <div className="panel">
      <p>
        Look in the vendor’s console of {account} who removed it. If it is still needed, order it anew from its file; if
        not, release it here to close it.
      </p>
      <div className="panel-actions">
        <Link className="button" to="/packages/$name" params={{ name }}>
          Open {name}
        </Link>
      </div>
    </div>
  );
}
