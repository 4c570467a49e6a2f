import type { KeptLogin, KeptLogins } from './kept-login.js';

/** A token that ends on the way to the API would be refused there. */
const SPARE_MS = 30_000;

/**
 * The token of a login, made new when it is about to end and the provider gave the means.
 * @throws CliError when the login has ended, or the provider does not answer
 */
export async function currentToken(
  logins: KeptLogins,
  api: URL,
  login: KeptLogin,
  nowMs = Date.now(),
): Promise<string> {
  if (login.endsAtMs - nowMs > SPARE_MS) return login.token;
  const { refreshed } = await import('./device.js');
  try {
    const next = await refreshed(login);
    logins.keep(api, next);
    return next.token;
  } catch (error) {
    // Another command may have made it new meanwhile, and a refresh token is often good once.
    const newest = logins.get(api);
    if (newest !== null && newest.endsAtMs > login.endsAtMs && newest.endsAtMs > nowMs) return newest.token;
    throw error;
  }
}
