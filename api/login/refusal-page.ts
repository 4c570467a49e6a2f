import type { FastifyReply } from 'fastify';
import type { Problem } from '../problem.js';

/** Why a login did not come about, for the person whom the provider has sent back here. */
export function sendRefusal(
  reply: FastifyReply,
  { title, status, detail, remedy }: Problem,
  back: string,
): FastifyReply {
  const advice = remedy === undefined ? '' : `<p>${escaped(remedy)}.</p>`;
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .send(
      `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
        `<title>${escaped(title)} · Leaseline</title><h1>${escaped(title)}</h1><p>${escaped(detail)}</p>${advice}` +
        `<p><a href="${escaped(back)}">Back to the login page</a></p></html>\n`,
    );
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
