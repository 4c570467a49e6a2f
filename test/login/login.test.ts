import { randomUUID } from 'node:crypto';
import { exportSPKI, importJWK, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Issuer } from './support/issuer.js';
import { Browser, LoginPlace, loginYaml, SECRET } from './support/login-place.js';

let issuer: Issuer;
let place: LoginPlace;
beforeAll(async () => {
  issuer = await Issuer.start();
  place = await LoginPlace.start(loginYaml(issuer.url));
});
afterAll(async () => {
  await place.stop();
  await issuer.stop();
});

const person = { sub: 'u-1', email: 'ada@example.com', email_verified: true, groups: ['net-approvers'] };
afterEach(() => {
  issuer.twist = (claims) => claims;
  issuer.person = person;
  issuer.state = null;
  issuer.refusal = null;
  issuer.idTokenSeconds = 300;
});

const startOf = (back = '/inbox') => `${place.api.url}/v1/login/start?back=${encodeURIComponent(back)}`;
const isPage = ({ origin, pathname }: URL) => origin === place.api.url && !pathname.startsWith('/v1/');
async function logIn(browser = new Browser(), back?: string) {
  const response = await browser.open(startOf(back), isPage);
  const cookie = browser.cookie({ pathname: '/v1/session' });
  return { response, browser, cookie, text: response.status === 303 ? '' : await response.text() };
}

describe('the page', () => {
  it('logs somebody in by a code, as whom the provider names, and back to the page they wanted', async () => {
    const { response, browser, cookie } = await logIn();
    expect(response.headers.get('location')).toBe(`${place.api.url}/inbox`);
    expect(await place.session({ cookie })).toMatchObject({
      status: 200,
      body: { name: 'ada@example.com', role: 'approver', may: ['view', 'decide'], groups: ['network'] },
    });
    expect(browser.setting(/^leaseline-\d+$/)).toMatch(/HttpOnly; SameSite=Strict$/);
    expect(place.log.text).not.toContain(SECRET);
  });

  it('ends the session with the id token it was made of', async () => {
    issuer.idTokenSeconds = 120;
    const { browser, cookie } = await logIn();
    expect(Number(/Max-Age=(\d+)/.exec(browser.setting(/^leaseline-\d+$/) ?? '')?.[1])).toBeLessThanOrEqual(120);
    const { body } = await place.session({ cookie });
    expect(Date.parse(body.endsAt ?? '')).toBeLessThanOrEqual(Date.now() + 120_000);
  });

  it('says where the login is ended with the provider as well', async () => {
    const { cookie } = await logIn();
    const { body } = await place.session({ cookie });
    expect(body.logoutUrl).toContain(`${issuer.url}/end?`);
    expect(new URL(body.logoutUrl ?? '').searchParams.get('post_logout_redirect_uri')).toBe(`${place.api.url}/`);
  });

  it.each(['//elsewhere.example', 'https://elsewhere.example', '/\\elsewhere.example'])(
    'leads to no other site: %s',
    async (back) => {
      const { response } = await logIn(new Browser(), back);
      expect(response.headers.get('location')).toBe(`${place.api.url}/`);
    },
  );

  it('is not taken in by a wrong state', async () => {
    issuer.state = 'somebody else’s';
    const { response, text, cookie } = await logIn();
    expect(response.status).toBe(401);
    expect(text).toContain('does not fit what was asked');
    expect(cookie).toBe('');
  });

  it('is not taken in by a wrong nonce', async () => {
    issuer.twist = (claims) => ({ ...claims, nonce: 'of another login' });
    const { response, cookie } = await logIn();
    expect(response.status).toBe(401);
    expect(cookie).toBe('');
  });

  it('is not taken in by a code that another browser has begun', async () => {
    const begun = await new Browser().open(startOf(), (url) => url.pathname === '/v1/login/callback');
    const { status, text } = await new Browser().open(begun.headers.get('location') ?? '').then(async (response) => ({
      status: response.status,
      text: await response.text(),
    }));
    expect(status).toBe(401);
    expect(text).toContain('begun in another browser');
  });

  it('tells whoever has no role why, and whoever was refused that they were', async () => {
    issuer.person = { ...person, groups: ['<b>sales</b>'] };
    const none = await logIn();
    expect(none.response.status).toBe(403);
    expect(none.text).toContain(
      'ada@example.com has no role here: none of their groups has one (&lt;b&gt;sales&lt;/b&gt;)',
    );
    issuer.refusal = 'access_denied';
    const refused = await logIn();
    expect(refused.response.status).toBe(403);
    expect(refused.text).toContain('Example did not let you in');
  });

  it('does not believe an e-mail address that the provider has not verified', async () => {
    issuer.person = { ...person, email_verified: false };
    expect((await logIn()).response.status).toBe(403);
  });
});

describe('a token of the provider', () => {
  it('opens the API where it is for one of our clients or audiences', async () => {
    for (const aud of ['leaseline', 'leaseline-cli', 'leaseline-api']) {
      expect(await place.bearer(await issuer.sign({ aud }))).toMatchObject({
        status: 200,
        body: { name: 'ada@example.com', role: 'approver' },
      });
    }
    const typed = await issuer.sign({ aud: 'leaseline-api' }, { typ: 'at+jwt' });
    expect((await place.bearer(typed)).status).toBe(200);
  });

  it.each([
    ['has expired', { exp: 1_000_000_000 }, 'The login has expired.'],
    ['is for somebody else', { aud: 'another-program' }, 'The token is for somebody else'],
    ['does not hold yet', { nbf: 4_000_000_000 }, 'The token does not hold yet.'],
    ['never ends', { exp: undefined }, 'The token does not fit (exp).'],
  ])('is refused when it %s', async (_what, claims, detail) => {
    const { status, body } = await place.bearer(await issuer.sign({ aud: 'leaseline', ...claims }));
    expect(status).toBe(401);
    expect(body.detail).toContain(detail);
  });

  it('is refused when it is a logout token', async () => {
    const token = await issuer.sign({ aud: 'leaseline' }, { typ: 'logout+jwt' });
    expect(await place.bearer(token)).toMatchObject({
      status: 401,
      body: { detail: 'It is a token of another kind.' },
    });
  });

  it('is refused unsigned, and signed by what is public', async () => {
    const claims = { iss: issuer.url, aud: 'leaseline', ...person };
    const unsigned = new UnsecuredJWT(claims).setIssuedAt().setExpirationTime('5m').encode();
    expect((await place.bearer(unsigned)).status).toBe(401);
    const publicKey = await importJWK(issuer.publicKey, 'RS256', { extractable: true });
    if (publicKey instanceof Uint8Array) throw new Error('it is no RSA key');
    for (const secret of [await exportSPKI(publicKey), JSON.stringify(issuer.publicKey)]) {
      const confused = await new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256', kid: issuer.publicKey.kid ?? '' })
        .setIssuedAt()
        .setExpirationTime('5m')
        .sign(new TextEncoder().encode(secret));
      const { status, body } = await place.bearer(confused);
      expect(status).toBe(401);
      expect(body.detail).toBe('The token is signed in a way that is not accepted here.');
    }
  });

  it('is taken after the provider has changed its key, and the one before is not any more', async () => {
    const before = await issuer.sign({ aud: 'leaseline' });
    expect((await place.bearer(before)).status).toBe(200);
    await issuer.rotate();
    const unknown = await issuer.sign({ aud: 'leaseline' }, { kid: randomUUID() });
    expect(await place.bearer(unknown)).toMatchObject({
      status: 401,
      body: { detail: 'The token is signed by a key Example does not publish.' },
    });
    expect((await place.bearer(await issuer.sign({ aud: 'leaseline' }))).status).toBe(200);
    expect((await place.bearer(before)).status).toBe(401);
  });

  it('has no role without a group that has one', async () => {
    const token = await issuer.sign({ aud: 'leaseline', groups: undefined });
    const { status, body } = await place.bearer(token);
    expect(status).toBe(403);
    expect(body).toMatchObject({ type: 'urn:leaseline:role' });
    expect(body.detail).toContain('Example names no group of theirs (claim groups)');
  });
});

describe('a provider that does not answer', () => {
  it('is named, while our own tokens go on, and is asked again by the next who comes', async () => {
    const other = await Issuer.start();
    const here = await LoginPlace.start(loginYaml(other.url));
    try {
      const token = await other.sign({ aud: 'leaseline' });
      await other.stop();
      expect(await here.bearer(token)).toMatchObject({
        status: 503,
        body: { type: 'urn:leaseline:login-away', detail: 'The login provider Example does not answer.' },
      });
      const page = await new Browser().open(`${here.api.url}/v1/login/start`);
      expect(page.status).toBe(503);
      expect((await here.bearer(await here.ownToken('viewer'))).status).toBe(200);
      await other.again();
      expect((await here.bearer(token)).status).toBe(200);
    } finally {
      await here.stop();
      await other.stop();
    }
  });
});
