import type { ReactNode } from 'react';
import { problemOf } from '../data/problem.js';

/** Nothing is here, and what to do about it. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {children !== undefined && <div className="empty-text">{children}</div>}
    </div>
  );
}

/** What went wrong, and what to do. */
export function Trouble({ error, again }: { readonly error: unknown; readonly again?: () => void }) {
  const { message, remedy } = problemOf(error);
  return (
    <div className="trouble" role="alert">
      <p className="trouble-what">{message}</p>
      {remedy !== null && <p>{remedy}.</p>}
      {again !== undefined && (
        <button type="button" className="button" onClick={again}>
          Try again
        </button>
      )}
    </div>
  );
}

/** Shown only when it takes long enough to be noticed. */
export function Loading({ what }: { readonly what: string }) {
  return (
    <p className="loading" role="status">
      Reading {what} …
    </p>
  );
}
