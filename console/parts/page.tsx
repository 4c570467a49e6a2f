import { type ReactNode, useEffect } from 'react';

interface PageProps {
  readonly title: string;
  /** Beside the title: a count, a state. */
  readonly beside?: ReactNode;
  readonly actions?: ReactNode;
  /** Above the title: where one came from. */
  readonly above?: ReactNode;
  /** Uses all the width and height there is. */
  readonly isWide?: boolean;
  readonly children: ReactNode;
}

export function Page({ title, beside, actions, above, isWide = false, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Leaseline`;
  }, [title]);
  return (
    <div className={isWide ? 'page is-wide' : 'page'}>
      <header className="page-head">
        {above}
        <div className="page-title">
          <h1>{title}</h1>
          {beside !== undefined && <div className="page-beside">{beside}</div>}
          {actions !== undefined && <div className="page-actions">{actions}</div>}
        </div>
      </header>
      {children}
    </div>
  );
}
