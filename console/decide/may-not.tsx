import { useSession } from '../app/session-context.js';
import { WHO_MAY } from '../data/session.js';

/** Says why there is no button. */
export function MayNot({ act, what }: { readonly act: keyof typeof WHO_MAY; readonly what: string }) {
  const { role } = useSession();
  return (
    <p className="hint">
      {what} is for {WHO_MAY[act]}; you are logged in as {role}.
    </p>
  );
}
