import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { System, Workplace } from './support/system.js';

describe('leaseline console', () => {
  let system: System;
  beforeAll(async () => {
    system = await System.start();
  });
  afterAll(() => system.stop());

  it('prints a link that logs in once, as whom it is for', async () => {
    const { url } = await system.workplace.json('console', '--role', 'approver', '--for', 'ada');
    const { origin, hash } = new URL(url);
    const code = /^#login=(.+)$/.exec(hash)?.[1];
    const login = () =>
      fetch(`${origin}/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin },
        body: JSON.stringify({ code }),
      });
    const first = await login();
    expect(await first.json()).toMatchObject({ name: 'ada', role: 'approver' });
    expect((await login()).status).toBe(401);
    expect(await (await fetch(origin)).text()).toContain('<title>Leaseline</title>');
  });

  it('over another machine’s API it is for whoever the token names, and for nobody else', async () => {
    const { token } = await system.workplace.json('token', '--role', 'viewer', '--ttl', '1h', '--for', 'vera');
    const elsewhere = await Workplace.create();
    const env = { LEASELINE_API_URL: system.apiUrl, LEASELINE_TOKEN: token };
    const { stdout } = await elsewhere.run(['console', '--json'], env);
    const { origin, hash } = new URL(JSON.parse(stdout).url);
    const login = await fetch(`${origin}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: JSON.stringify({ code: hash.slice('#login='.length) }),
    });
    expect(await login.json()).toMatchObject({ name: 'vera', role: 'viewer' });
    const asAda = await elsewhere.run(['console', '--for', 'ada', '--role', 'admin'], env);
    expect(asAda).toMatchObject({ code: 2, stderr: expect.stringContaining('for whoever the token names') });
    const noToken = await elsewhere.run(['console'], { LEASELINE_API_URL: 'https://leaseline.example.com' });
    expect(noToken).toMatchObject({ code: 2, stderr: expect.stringContaining('There is no token for the API') });
    await elsewhere.remove();
  });

  it('says what to do where nothing runs, and when nobody answers', async () => {
    const elsewhere = await Workplace.create();
    const nowhere = await elsewhere.run(['console']);
    expect(nowhere).toMatchObject({ code: 4, stderr: expect.stringContaining('No system runs in') });
    const silent = await elsewhere.run(['console'], { LEASELINE_API_URL: 'http://127.0.0.1:9' });
    expect(silent).toMatchObject({ code: 4, stderr: expect.stringContaining('does not answer') });
    const wrong = await elsewhere.run(['console'], { LEASELINE_API_URL: 'somewhere' });
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('is no address') });
    await elsewhere.remove();
  });
});
