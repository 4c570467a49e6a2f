import type { FastifyReply, FastifyRequest } from 'fastify';

/** A working day; after it a person logs in again. */
export const SESSION_MS = 12 * 60 * 60 * 1000;

/** Browsers keep cookies by host and not by port: two systems on one machine must not log each other out. */
const nameOf = ({ socket }: FastifyRequest): string => `leaseline-${socket.localPort ?? 0}`;

/** A script cannot read it, and a page of another site cannot have it sent. */
function attributesOf({ headers }: FastifyRequest) {
  return {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    // Behind a proxy that speaks TLS. Whoever forges this header only keeps a cookie from themselves.
    secure: headers['x-forwarded-proto'] === 'https',
  } as const;
}

export function setSession(request: FastifyRequest, reply: FastifyReply, token: string, holdsMs: number): void {
  reply.setCookie(nameOf(request), token, { ...attributesOf(request), maxAge: Math.floor(holdsMs / 1000) });
}

export function clearSession(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(nameOf(request), attributesOf(request));
}

export function sessionToken(request: FastifyRequest): string | null {
  return request.cookies[nameOf(request)] ?? null;
}
