import { ApiProblem } from './problem.js';

interface Asked {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly body?: unknown;
  readonly token?: string;
  /** Names a request: repeated with the same one, it is answered and not done again. */
  readonly key?: string;
  readonly signal?: AbortSignal;
}

const loggedOutListeners = new Set<() => void>();

/** Told when the API does not know this browser any more. */
export function onLoggedOut(listener: () => void): () => void {
  loggedOutListeners.add(listener);
  return () => loggedOutListeners.delete(listener);
}

/**
 * Asks our own API, which is of the same build as this page and answers by the shared types.
 * @throws ApiProblem when it refuses, or nobody answers
 */
export async function ask<Answer>(
  path: string,
  { method = 'GET', body, token, key, signal }: Asked = {},
): Promise<Answer> {
  const response = await send(path, {
    method,
    credentials: 'same-origin',
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
  if (response.ok) return (response.status === 204 ? undefined : await response.json()) as Answer;
  const problem = await problemIn(response);
  if (problem.isLoggedOut) for (const tell of loggedOutListeners) tell();
  throw problem;
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiProblem({
      status: 0,
      type: 'no-answer',
      detail: 'Leaseline does not answer.',
      remedy: 'Look whether it runs (npm start, or leaseline up); this page goes on by itself',
    });
  }
}

async function problemIn(response: Response): Promise<ApiProblem> {
  const { status } = response;
  try {
    const { type, detail, remedy } = (await response.json()) as { type?: string; detail?: string; remedy?: string };
    return new ApiProblem({
      status,
      type: type?.replace('urn:leaseline:', '') ?? 'unknown',
      detail: detail ?? 'It did not work.',
      remedy: remedy ?? null,
    });
  } catch {
    return new ApiProblem({ status, detail: `The server answered ${status}.`, remedy: 'Try again in a moment' });
  }
}
