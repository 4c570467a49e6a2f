import { ask } from './http.js';
import { ApiProblem } from './problem.js';

type Act = 'view' | 'request' | 'decide' | 'operate' | 'administer';

export interface Session {
  readonly name: string;
  readonly role: string;
  readonly may: readonly Act[];
  /** As the login provider said. */
  readonly groups: readonly string[];
  /** Where the login with the provider is ended as well; null: there is none. */
  readonly logoutUrl: string | null;
}

/** Another way in than links and tokens. */
interface LoginWays {
  readonly provider: { readonly name: string; readonly startUrl: string } | null;
}

export const readLoginWays = (): Promise<LoginWays> => ask<LoginWays>('/v1/login');

export const mayDo = (session: Session, act: Act): boolean => session.may.includes(act);

/** Who may do it, for a button that is not there. */
export const WHO_MAY: Readonly<Record<Act, string>> = {
  view: 'everybody',
  request: 'requesters and operators',
  decide: 'approvers',
  operate: 'operators',
  administer: 'administrators',
};

/** Who this browser is logged in as; null: nobody. */
export async function readSession(): Promise<Session | null> {
  try {
    return await ask<Session>('/v1/session');
  } catch (error) {
    if (error instanceof ApiProblem && error.isLoggedOut) return null;
    throw error;
  }
}

/** The code of a login link; it leaves the address at once, so that nobody copies it by accident. */
export function takeLoginCode(): string | null {
  const code = /^#login=([\w-]{1,200})$/.exec(window.location.hash)?.[1] ?? null;
  if (code !== null) window.history.replaceState(null, '', window.location.pathname + window.location.search);
  return code;
}

export const loginByCode = (code: string): Promise<Session> =>
  ask<Session>('/v1/session', { method: 'POST', body: { code } });

export const loginByToken = (token: string): Promise<Session> =>
  ask<Session>('/v1/session', { method: 'POST', body: {}, token });

export const logout = (): Promise<void> => ask<void>('/v1/session', { method: 'DELETE' });
