import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { loginByToken, readLoginWays, type Session } from '../data/session.js';
import { Trouble } from '../parts/notice.js';
import { Wordmark } from '../parts/wordmark.js';

interface LoginProps {
  /** Why a login link was not taken; null: there was none. */
  readonly refused: unknown;
  readonly onLogin: (session: Session) => void;
}

/** The way in: the login provider where there is one, a link of the command line, or a token. */
export function Login({ refused, onLogin }: LoginProps) {
  const [token, setToken] = useState('');
  const [problem, setProblem] = useState<unknown>(null);
  const [isAsking, setIsAsking] = useState(false);
  const { data: ways } = useQuery({ queryKey: ['login'], queryFn: readLoginWays });
  useEffect(() => {
    document.title = 'Log in · Leaseline';
  }, []);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setIsAsking(true);
    try {
      onLogin(await loginByToken(token.trim()));
    } catch (error) {
      setProblem(error);
      setIsAsking(false);
    }
  }

  const shown = problem ?? refused;
  return (
    <main className="login">
      <div className="login-card">
        <Wordmark />
        <h1>Log in</h1>
        {shown !== null && <Trouble error={shown} />}
        {ways?.provider != null && (
          <p>
            <a className="button is-primary" href={startUrl(ways.provider.startUrl)}>
              Log in with {ways.provider.name}
            </a>
          </p>
        )}
        <p>
          On the machine Leaseline runs on, <code>npx leaseline console</code> prints a link that logs you in.
        </p>
        <form onSubmit={(event) => void submit(event)}>
          <label htmlFor="token">Or paste a token</label>
          <input
            id="token"
            type="password"
            autoComplete="off"
            spellCheck={false}
            required
            value={token}
            onChange={({ target }) => setToken(target.value)}
          />
          <p className="hint">
            <code>leaseline token --role operator --for NAME</code> makes one.
          </p>
          <button
            type="submit"
            className={ways?.provider == null ? 'button is-primary' : 'button'}
            disabled={isAsking || token.trim() === ''}
          >
            {isAsking ? 'Logging in …' : 'Log in'}
          </button>
        </form>
      </div>
    </main>
  );
}

/** Whoever logs in comes back to the page that was wanted. */
function startUrl(start: string): string {
  const { pathname, search } = window.location;
  return `${start}?back=${encodeURIComponent(pathname + search)}`;
}
