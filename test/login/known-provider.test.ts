import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser, LoginPlace, loginYaml, SECRET } from './support/login-place.js';

const SCOPES = 'openid profile email';

/** A certified provider, set up as its documentation says; whoever comes is logged in as ada. */
function providerFor(issuer: string, page: string): Provider {
  const provider = new Provider(issuer, {
    clients: [{ client_id: 'leaseline', client_secret: SECRET, redirect_uris: [`${page}/v1/login/callback`] }],
    claims: { openid: ['sub'], profile: ['groups'], email: ['email', 'email_verified'] },
    // What we ask to know stands in the id token, as with most providers.
    conformIdTokenClaims: false,
    findAccount: (_context, id) => ({
      accountId: id,
      claims: async () => ({ sub: id, email: `${id}@example.com`, email_verified: true, groups: ['net-approvers'] }),
    }),
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    loadExistingGrant: async ({ oidc }) => {
      const grant = new provider.Grant({ clientId: 'leaseline', accountId: oidc.session?.accountId ?? '' });
      grant.addOIDCScope(SCOPES);
      await grant.save();
      return grant;
    },
    cookies: { keys: ['a key of this test'] },
  });
  return provider;
}

describe('a certified OpenID Connect provider', () => {
  let server: Server;
  let place: LoginPlace;
  beforeAll(async () => {
    server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    place = await LoginPlace.start(loginYaml(issuer));
    const provider = providerFor(issuer, place.api.url);
    const answer = provider.callback();
    server.on('request', (request, response) => {
      const isInteraction = request.url?.startsWith('/interaction/') === true;
      const done = { login: { accountId: 'ada' } };
      if (!isInteraction) return void answer(request, response);
      provider.interactionFinished(request, response, done).catch((error: unknown) => response.destroy(error as Error));
    });
  });
  afterAll(async () => {
    await place.stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('logs a browser in, and says where that is ended', async () => {
    const browser = new Browser();
    const isPage = ({ origin, pathname }: URL) => origin === place.api.url && pathname === '/';
    const response = await browser.open(`${place.api.url}/v1/login/start`, isPage);
    expect(response.headers.get('location')).toBe(`${place.api.url}/`);
    const session = await place.session({ cookie: browser.cookie({ pathname: '/v1/session' }) });
    expect(session).toMatchObject({ status: 200, body: { name: 'ada@example.com', role: 'approver' } });
    expect(session.body.logoutUrl).toContain('/session/end?');
  });
});
