import { OrderRefusal } from '../money/refusal.js';
import { dayMs } from '../time/calendar.js';
import type { Visit } from '../world.js';
import { parametersFingerprint } from './authenticate.js';
import { AlibabaError, invalidParameter } from './errors.js';
import type { Parameters } from './parameters.js';

/** How long a token is remembered. The vendor's pages do not say; a day is this simulator's choice. */
const tokenMemoryMs = dayMs;

/**
 * Does `act` once per ClientToken: the same token with the same parameters gets the first answer again, with others it is
 * refused. Without a token it simply acts.
 */
export function onceByToken(
  visit: Visit,
  parameters: Parameters,
  act: (clientToken: string | null) => Record<string, unknown>,
): Record<string, unknown> {
  const token = parameters.optional('ClientToken');
  if (token === null) return act(null);
  if (token.length > 64 || !/^[\x21-\x7e]+$/.test(token)) {
    throw invalidParameter('ClientToken', 'at most 64 ASCII characters are allowed.');
  }
  const { clientTokens } = visit.world.ledger;
  const key = `${visit.accountId}\n${visit.action}\n${token}`;
  const fingerprint = parametersFingerprint(visit.action, parameters.recorded());
  const known = clientTokens.get(key);
  if (known !== undefined && visit.now - known.at < tokenMemoryMs) {
    if (known.fingerprint !== fingerprint) {
      throw new AlibabaError(
        400,
        'IdempotenceParam.NotMatch',
        'The request uses the same client token as a previous, but non-identical request.',
      );
    }
    if (known.refused) throw new OrderRefusal('riskControl');
    return known.answer;
  }
  try {
    const answer = act(token);
    clientTokens.put({ key, at: visit.now, fingerprint, answer, refused: false });
    return answer;
  } catch (error) {
    // The suspended order exists under this token: asking again must not make a second one.
    if (error instanceof OrderRefusal && error.reason === 'riskControl') {
      clientTokens.put({ key, at: visit.now, fingerprint, answer: {}, refused: true });
    }
    throw error;
  }
}
