import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { currentToken } from '../../cli/login/current-token.js';
import { type Confirm, logInByDevice } from '../../cli/login/device.js';
import { KeptLogins } from '../../cli/login/kept-login.js';
import { Workplace } from '../cli/support/system.js';
import { type DeviceAnswer, Issuer } from './support/issuer.js';
import { LoginPlace, loginYaml } from './support/login-place.js';

let issuer: Issuer;
let place: LoginPlace;
let work: Workplace;
beforeAll(async () => {
  [issuer, work] = await Promise.all([Issuer.start(), Workplace.create()]);
  place = await LoginPlace.start(loginYaml(issuer.url));
});
afterAll(async () => {
  await place.stop();
  await Promise.all([issuer.stop(), work.remove()]);
});

const cli = (...args: string[]) => work.run(args, { LEASELINE_API_URL: place.api.url });

describe('a login from the command line', () => {
  it('keeps its tokens for this API alone, where only their owner may read them, and ends here and with the provider', async () => {
    const login = await cli('login', '--json');
    expect(login).toMatchObject({ code: 0 });
    const [confirm, loggedIn] = login.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(confirm).toMatchObject({ event: 'confirm', code: 'WDJB-MJHT' });
    expect(loggedIn).toMatchObject({
      event: 'loggedIn',
      name: 'ada@example.com',
      role: 'approver',
      groups: ['network'],
    });
    const file = join(work.folder, 'home', 'login.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const kept = JSON.parse(await readFile(file, 'utf8'));
    expect(Object.keys(kept)).toEqual([new URL(place.api.url).origin]);
    expect(await cli('whoami')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^ada@example\.com \(approver\), of network, until /),
    });
    expect(await cli('logout')).toMatchObject({ code: 0 });
    expect(issuer.revoked).toEqual([kept[new URL(place.api.url).origin].refreshToken]);
    const after = await cli('whoami');
    expect(after).toMatchObject({ code: 2 });
    expect(after.stderr).toContain('Run leaseline login');
  });
});

describe('what the provider answers while a person confirms', () => {
  const attempt = async (...answers: DeviceAnswer[]) => {
    const own = await Issuer.start();
    own.device = answers;
    const told: Confirm[] = [];
    try {
      const at = { issuer: own.url, clientId: 'leaseline-cli', scopes: ['openid'] };
      return { told, login: await logInByDevice(at, (confirm) => told.push(confirm)) };
    } finally {
      await own.stop();
    }
  };

  it.concurrent('not yet, and not so often: it goes on asking', async () => {
    const { told, login } = await attempt('authorization_pending', 'slow_down', 'tokens');
    expect(told).toHaveLength(1);
    expect(login).toMatchObject({ clientId: 'leaseline-cli', refreshToken: expect.any(String) });
  });

  it.concurrent('no: the login was refused', async () => {
    await expect(attempt('authorization_pending', 'access_denied')).rejects.toThrow('The login was refused');
  });

  it.concurrent('too late: nobody confirmed the code', async () => {
    await expect(attempt('expired_token')).rejects.toThrow('Nobody confirmed the code in time');
  });
});

describe('a kept login', () => {
  const api = new URL('https://leaseline.example.com');
  let home: string;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'leaseline-kept-'));
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  it('is made new when it is about to end, once for two commands at once', async () => {
    const at = { issuer: issuer.url, clientId: 'leaseline-cli', scopes: ['openid'] };
    const login = { ...(await logInByDevice(at, () => undefined)), endsAtMs: Date.now() };
    const logins = new KeptLogins(home);
    logins.keep(api, login);
    const first = await currentToken(logins, api, login);
    expect((await place.bearer(first)).status).toBe(200);
    // The other has read the login before, and its refresh token was good once.
    expect(await currentToken(logins, api, login)).toBe(first);
  });

  it('says so when it has ended for good', async () => {
    const logins = new KeptLogins(home);
    const login = { issuer: issuer.url, clientId: 'leaseline-cli', token: 'x', endsAtMs: 0, refreshToken: 'used' };
    logins.keep(api, login);
    await expect(currentToken(logins, api, login)).rejects.toThrow('Your login has ended');
  });
});
