import { useQuery } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { onLoggedOut } from '../data/http.js';
import { live } from '../data/live.js';
import { queryClient } from '../data/queries.js';
import { loginByCode, readSession, type Session } from '../data/session.js';
import { Login } from '../pages/login.js';
import { Trouble } from '../parts/notice.js';
import { router } from './router.js';
import { SessionContext } from './session-context.js';

/** A login link is worth one request, however often React runs an effect. */
let codeUsed: Promise<Session> | null = null;

/** Who is logged in sees the console; anybody else the login. */
export function App({ loginCode }: { readonly loginCode: string | null }) {
  const [refused, setRefused] = useState<unknown>(null);
  const { data, error, refetch } = useQuery({
    queryKey: ['session'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      if (loginCode === null) return readSession();
      codeUsed ??= loginByCode(loginCode);
      try {
        return await codeUsed;
      } catch (problem) {
        setRefused(problem);
        // A link that was used is no reason to forget who is logged in already.
        return readSession();
      }
    },
  });

  useEffect(() => onLoggedOut(() => queryClient.setQueryData(['session'], null)), []);
  const isIn = data != null;
  useEffect(() => {
    if (!isIn) return undefined;
    live.start();
    return () => live.stop();
  }, [isIn]);

  if (data === undefined) return error === null ? null : <Trouble error={error} again={() => void refetch()} />;
  const enter = (session: Session) => {
    setRefused(null);
    queryClient.setQueryData(['session'], session);
  };
  if (data === null) return <Login refused={refused} onLogin={enter} />;
  return (
    <SessionContext value={data}>
      <RouterProvider router={router} />
    </SessionContext>
  );
}
