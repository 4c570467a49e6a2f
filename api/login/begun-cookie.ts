import { hkdfSync } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EncryptJWT, jwtDecrypt } from 'jose';
import { z } from 'zod';
import type { Begun } from './provider.js';

/** So long somebody may take to log in at the provider. */
const HOLDS_S = 10 * 60;
const PATH = '/v1/login';

const begunSchema = z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), back: z.string() });

export type BegunHere = Begun & {
  /** The page that was wanted. */
  readonly back: string;
};

/**
 * What a login was begun with is kept by the browser that began it, unreadable to it: so no other can finish it, and any
 * process of the API may.
 */
export class BegunCookie {
  readonly #key: Uint8Array;

  constructor(signingKey: Uint8Array) {
    this.#key = new Uint8Array(hkdfSync('sha256', signingKey, new Uint8Array(), 'leaseline login', 32));
  }

  async set(request: FastifyRequest, reply: FastifyReply, begun: BegunHere): Promise<void> {
    const value = await new EncryptJWT({ ...begun })
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .setExpirationTime(Math.floor(Date.now() / 1000) + HOLDS_S)
      .encrypt(this.#key);
    reply.setCookie(nameOf(request), value, { ...attributesOf(request), maxAge: HOLDS_S });
  }

  /** @returns null: none was begun in this browser, or too long ago */
  async take(request: FastifyRequest, reply: FastifyReply): Promise<BegunHere | null> {
    const name = nameOf(request);
    const value = request.cookies[name];
    if (value === undefined) return null;
    reply.clearCookie(name, attributesOf(request));
    try {
      const { payload } = await jwtDecrypt(value, this.#key, {
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
        requiredClaims: ['exp'],
      });
      return begunSchema.parse(payload);
    } catch {
      return null;
    }
  }
}

const nameOf = ({ socket }: FastifyRequest): string => `leaseline-login-${socket.localPort ?? 0}`;

function attributesOf({ headers }: FastifyRequest) {
  // Lax: the browser comes back from another site, and must bring it.
  return { path: PATH, httpOnly: true, sameSite: 'lax', secure: headers['x-forwarded-proto'] === 'https' } as const;
}
