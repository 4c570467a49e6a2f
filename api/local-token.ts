import { keptSecret } from './kept-secret.js';

/**
 * The token that opens everything to the person who owns this machine's home. Whoever can read its file could read everything
 * beside it as well.
 */
export const ensureLocalToken = (home: string): string => keptSecret(home, 'token');
