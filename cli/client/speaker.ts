import { userInfo } from 'node:os';

/** Who speaks: `LEASELINE_BY`, else the name of this machine's user. */
export function speaker(): string {
  const named = process.env.LEASELINE_BY;
  if (named !== undefined && named !== '') return named;
  try {
    return userInfo().username;
  } catch {
    // A container may run under a user id that has no name.
    return 'unknown user';
  }
}
