import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { LoginProvider } from '../../api/login/provider.js';
import { accepted } from '../clouds/support/simulator.js';
import { Issuer } from '../login/support/issuer.js';
import { loginYaml, SECRET } from '../login/support/login-place.js';
import { desktops } from '../support/desktops.js';
import { parsedConfig } from '../support/harness.js';
import { alibabaConsole } from '../workflows/vendor-console.js';
import { browserPath, NO_BROWSER } from './support/browser.js';
import { ConsolePlace } from './support/console-place.js';

const executablePath = await browserPath();
if (executablePath === null) process.stderr.write(`${NO_BROWSER}\n`);

/** Longer than a decision is held back before it is sent. */
const HELD = { timeout: 120_000 };
const SEEN = { timeout: 120_000 };
const WUYING = { account: 'ali', product: 'wuying' } as const;

describe.skipIf(executablePath === null)('the console in a browser', () => {
  let place: ConsolePlace;
  let issuer: Issuer;
  beforeAll(async () => {
    issuer = await Issuer.start();
    const { login } = parsedConfig(loginYaml(issuer.url));
    if (login === null) throw new Error('no login in this configuration');
    place = await ConsolePlace.start(executablePath ?? '', new LoginProvider(login, SECRET));
  });
  afterEach(() => place.closePages());
  afterAll(async () => {
    await place.stop();
    await issuer.stop();
  });

  const order = (name: string, values: object = {}, more: object = {}) =>
    place.api.harness.order(desktops(name, values, more));
  const until = (name: string, status: string) =>
    place.api.harness.until(`package/${name}`, (state) => state.status === status);
  /** With the same keys in the vendor's own console. @returns its id */
  const boughtElsewhere = async () => {
    const order = { RegionId: 'cn-hangzhou', Bandwidth: 10, OfficeSiteId: 'cn-hangzhou+dir-3633530150' };
    const term = { AutoPay: true, PayType: 'PrePaid', Period: 3, PeriodUnit: 'Month' };
    const { ecd } = alibabaConsole(place.api.harness);
    return accepted(await ecd.createNetworkPackage({ ...order, ...term }, {})).NetworkPackageId;
  };
  const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true });
  const status = (page: Page, word: string) => page.locator('main .status', { hasText: word }).first();

  it('a login link logs in once, and leaves the address', async () => {
    const link = await place.link('admin');
    const page = await (await place.context()).newPage();
    await page.goto(link);
    await heading(page, 'Inbox').waitFor(SEEN);
    expect(page.url()).not.toContain('login');
    const again = await (await place.context()).newPage();
    await again.goto(link);
    await again.getByText('This login link was used, or is too old.').waitFor(SEEN);
    expect(await place.violations(again)).toEqual([]);
  });

  it('a token logs in, a wrong one is refused, and who logs out is out', async () => {
    const page = await (await place.context()).newPage();
    await page.goto(`${place.url}/packages`);
    await page.getByLabel('Or paste a token').fill('no-token-of-ours');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByText('The token is not one of ours.').waitFor(SEEN);
    await page.getByLabel('Or paste a token').fill(await place.api.token('viewer', { name: 'vera' }));
    await page.getByRole('button', { name: 'Log in' }).click();
    await heading(page, 'Packages').waitFor(SEEN);
    await page.getByRole('button', { name: /vera/ }).click();
    await page.getByRole('menuitem', { name: 'Log out' }).click();
    await page.getByRole('heading', { name: 'Log in' }).waitFor(SEEN);
  });

  it('the login provider sends whoever logs in back to the page they wanted, and ends that login as well', async () => {
    const page = await (await place.context()).newPage();
    await page.goto(`${place.url}/packages`);
    await page.getByRole('link', { name: 'Log in with Example' }).click();
    await heading(page, 'Packages').waitFor(SEEN);
    await page.getByRole('button', { name: /ada@example\.com/ }).click();
    await page.getByRole('menuitem', { name: 'Log out' }).click();
    await page.waitForURL((url) => url.origin === issuer.url && url.pathname === '/end', SEEN);
  });

  it('of a run, what is chosen is approved together, and the rest goes on waiting', async () => {
    const names = ['batch-one', 'batch-two', 'batch-three'];
    const packages = names.map((name) => desktops(name, {}, { approval: 'production' }));
    await place.api.post('requester', '/v1/runs', { packages }, { 'idempotency-key': 'batch-shown' });
    for (const name of names) {
      await vi.waitFor(() => place.api.harness.state(`package/${name}`), { timeout: 120_000 });
      await until(name, 'AwaitingApproval');
    }
    const page = await place.page('approver', '/inbox?item=batch:batch-shown', 'bob');
    await page.getByText(/^3 of 3 chosen: /).waitFor(SEEN);
    await page.getByRole('checkbox', { name: /batch-two/ }).uncheck();
    await page.getByText(/^2 of 3 chosen: /).waitFor(SEEN);
    expect(await place.violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Approve selected' }).click();
    await page.getByRole('button', { name: 'Approve 2' }).click();
    for (const name of ['batch-one', 'batch-three']) {
      await place.api.harness.until(`package/${name}`, ({ waitingFor }) => waitingFor !== 'approval');
    }
    expect((await place.api.harness.state('package/batch-two')).status).toBe('AwaitingApproval');
  });

  it('an approval is taken back within the seconds it is held, and sent after them', async () => {
    await order('approve-me', {}, { approval: 'production' });
    await until('approve-me', 'AwaitingApproval');
    const page = await place.page('approver', '/inbox?item=approve-me', 'bob');
    await page.getByRole('button', { name: /^Approve/ }).waitFor(SEEN);
    const { approval } = await place.api.harness.state('package/approve-me');
    await page.getByText(approval?.request ?? 'no request').waitFor(SEEN);
    await page.keyboard.press('a');
    await page.getByText(/^Sent in \d/).waitFor(SEEN);
    await page.keyboard.press('z');
    await page.getByRole('button', { name: /^Approve/ }).waitFor(SEEN);
    expect((await place.api.harness.state('package/approve-me')).status).toBe('AwaitingApproval');
    await page.getByRole('button', { name: /^Approve/ }).click();
    await until('approve-me', 'Active');
    const { timeline } = await place.api.harness.state('package/approve-me');
    expect(timeline).toContainEqual(expect.objectContaining({ who: 'bob' }));
  });

  it('a rejection wants a reason, and carries it', async () => {
    await order('reject-me', {}, { approval: 'production' });
    await until('reject-me', 'AwaitingApproval');
    const page = await place.page('approver', '/inbox?item=reject-me');
    await page.getByRole('button', { name: /^Reject/ }).waitFor(SEEN);
    await page.keyboard.press('r');
    const dialog = page.getByRole('dialog', { name: 'Reject reject-me' });
    expect(await dialog.getByRole('button', { name: 'Reject' }).isDisabled()).toBe(true);
    expect(await place.violations(page)).toEqual([]);
    await dialog.getByLabel('Reason, for whoever asked').fill('Too dear this year');
    await dialog.getByRole('button', { name: 'Reject' }).click();
    const { reason } = await until('reject-me', 'Rejected');
    expect(reason).toContain('Too dear this year');
  });

  it('whoever may not decide sees why, and no button', async () => {
    await order('look-only', {}, { approval: 'production' });
    await until('look-only', 'AwaitingApproval');
    const page = await place.page('operator', '/inbox?item=look-only');
    await page.getByText('Approving is for approvers; you are logged in as operator.').waitFor(SEEN);
    expect(await page.getByRole('button', { name: /^Approve/ }).count()).toBe(0);
  });

  it('what is paid on the billing page becomes Active before one’s eyes', async () => {
    await order('pay-me', { autoPay: false });
    await place.api.harness.until('package/pay-me', ({ waitingFor }) => waitingFor === 'payment');
    const page = await place.page('operator', '/packages/pay-me');
    const opened = page.waitForEvent('popup');
    await page.getByRole('link', { name: /Pay on the billing page/ }).click(SEEN);
    const billing = await opened;
    const { orderId } = await place.api.harness.state('package/pay-me');
    await billing
      .getByRole('row', { name: orderId ?? 'no order' })
      .getByRole('button', { name: /^Pay/ })
      .click(SEEN);
    await status(page, 'Active').waitFor(SEEN);
    await page.getByText('CreateNetworkPackage: accepted').waitFor(SEEN);
    // What the vendor's support would ask for.
    await page
      .getByText(/request [0-9A-F-]{36}/)
      .first()
      .waitFor(SEEN);
  });

  it('an unknown outcome is resolved by a person who says what the vendor shows', async () => {
    await order('resolve-me', { promotionId: 'risk-demo' });
    await until('resolve-me', 'OutcomeUnknown');
    const page = await place.page('operator', '/inbox?item=resolve-me');
    await page.getByLabel('Nothing came of it').check(SEEN);
    await page.getByRole('button', { name: 'Resolve …' }).click();
    const dialog = page.getByRole('dialog', { name: 'Resolve resolve-me' });
    expect(await place.violations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Nothing came of it' }).click();
    await until('resolve-me', 'Failed');
    await page.goto(`${place.url}/packages/resolve-me`);
    await status(page, 'Failed').waitFor(SEEN);
  });

  it('a resize shows what it costs before it is asked for, and the new size once it is there', async () => {
    await order('resize-me');
    await until('resize-me', 'Active');
    const page = await place.page('operator', '/packages/resize-me');
    await page.getByRole('button', { name: 'Resize …' }).click(SEEN);
    const dialog = page.getByRole('dialog', { name: 'Resize resize-me' });
    await dialog.getByLabel(/New bandwidth/).fill('20');
    await dialog.getByText(/USD for the rest of the term/).waitFor(SEEN);
    expect((await place.api.harness.state('package/resize-me')).bandwidthMbps).toBe(10);
    await dialog.getByRole('button', { name: 'Resize to 20 Mbps' }).click();
    await page
      .getByRole('row', { name: /Bandwidth/ })
      .getByRole('cell')
      .nth(1)
      .getByText('20 Mbps')
      .waitFor(SEEN);
  });

  it('a release of what is in use wants its name typed', async () => {
    await order('keep-me');
    await until('keep-me', 'Active');
    const page = await place.page('operator', '/packages/keep-me');
    await page.getByRole('button', { name: 'Release …' }).click(SEEN);
    const dialog = page.getByRole('dialog', { name: 'Release keep-me' });
    await dialog.getByLabel(/Type its name/).waitFor(SEEN);
    const button = dialog.getByRole('button', { name: /the line goes down/ });
    expect(await button.isDisabled()).toBe(true);
    await dialog.getByLabel(/Type its name/).fill('keep-me');
    expect(await button.isDisabled()).toBe(false);
    expect(await place.violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    expect((await place.api.harness.state('package/keep-me')).status).toBe('Active');
  });

  it('the calendar shows what ends when, and its address can be ended', async () => {
    await order('ends-soon', {}, { lifecycle: { atTermEnd: 'renew' } });
    const { expiresAt } = await until('ends-soon', 'Active');
    const page = await place.page('viewer', `/calendar?month=${expiresAt?.slice(0, 7)}`);
    await page
      .getByRole('region', { name: 'In order' })
      .getByRole('link', { name: /ends-soon/ })
      .first()
      .waitFor(SEEN);
    await page.getByRole('button', { name: 'Subscribe …' }).click();
    await page.getByRole('button', { name: 'Make an address' }).click();
    const address = (await page.locator('.copyable code').textContent(SEEN)) ?? '';
    const feed = await fetch(address);
    expect(await feed.text()).toContain('ends-soon');
    await page.getByRole('button', { name: 'End it' }).click();
    await expect.poll(async () => (await fetch(address)).status, SEEN).toBe(401);
  });

  it('a run shows how each of its packages gets on', async () => {
    const packages = [desktops('run-one'), desktops('run-two', { autoPay: false }), { name: 'run-wrong' }];
    await place.api.post('requester', '/v1/runs', { packages }, { 'idempotency-key': 'run-shown' });
    const page = await place.page('viewer', '/runs/run-shown');
    await page.getByText(/1 of 3 Active · 1 waiting · 1 not done/).waitFor(SEEN);
    await page.getByRole('link', { name: 'Runs' }).first().click();
    await page.getByRole('link', { name: 'run-shown' }).waitFor(SEEN);
  });

  it('loses the server, says so, and has missed nothing when it is back', async () => {
    await order('missed', {}, { approval: 'production' });
    await until('missed', 'AwaitingApproval');
    const page = await place.page('admin', '/packages?q=missed');
    await status(page, 'Awaiting approval').waitFor(SEEN);
    const { again } = await place.api.lose();
    await page.getByText(/Reconnecting/).waitFor(SEEN);
    await place.api.harness.say('package/missed', 'approve');
    await until('missed', 'Active');
    await again();
    await status(page, 'Active').waitFor(SEEN);
    await page.getByText(/Reconnecting/).waitFor({ state: 'detached', ...SEEN });
  });

  it('a page elsewhere cannot act for whoever is logged in, though the browser would send the cookie', async () => {
    await order('not-yours', { autoPay: false });
    await place.api.harness.until('package/not-yours', ({ waitingFor }) => waitingFor === 'payment');
    const page = await place.page('admin', '/packages/not-yours');
    // The same machine, another port: the same site for a cookie.
    const elsewhere = await page.context().newPage();
    await elsewhere.goto(`${place.api.harness.simulator.url}/_sim/healthz`);
    const refused = page.context().waitForEvent('response', (response) => response.url().endsWith('/cancel'));
    await elsewhere.setContent(`<form method="post" action="${place.url}/v1/packages/not-yours/cancel"></form>`);
    await elsewhere.evaluate('document.forms[0].submit()');
    expect([401, 403, 415]).toContain((await refused).status());
    expect((await place.api.harness.state('package/not-yours')).status).toBe('AwaitingPayment');
  });

  it('a stray is taken over after a look at what that does, by an operator and nobody else', async () => {
    const id = await boughtElsewhere();
    const page = await place.page('operator', '/strays', 'otto');
    await page.getByRole('button', { name: 'Look now' }).click();
    await page.getByRole('button', { name: 'Take over …' }).click(HELD);
    const viewer = await place.page('viewer', '/strays', 'vera');
    await viewer.getByText('Taking over is for operators').waitFor(SEEN);
    await page.getByText('Nothing is bought, paid or changed at the vendor').waitFor(SEEN);
    expect(await place.violations(page)).toEqual([]);
    const ordered = await place.api.harness.control.orders();
    await page.getByRole('button', { name: 'Take it over' }).click();
    await heading(page, id).waitFor(HELD);
    await status(page, 'Active').waitFor(HELD);
    expect(await place.api.harness.control.orders()).toEqual(ordered);
    const again = await place.api.post('operator', '/v1/strays/adopt', { ...WUYING, resourceIds: [id] });
    expect(again).toMatchObject({ status: 200, body: { packages: [{ name: id, result: 'already' }] } });
    const asViewer = await place.api.post('viewer', '/v1/strays/adopt', { ...WUYING, resourceIds: [id] });
    expect(asViewer.status).toBe(403);
    const unknown = await place.api.post('operator', '/v1/strays/adopt', { ...WUYING, resourceIds: ['np-nowhere'] });
    expect(unknown).toMatchObject({ status: 409, body: { detail: expect.stringContaining('np-nowhere') } });
  });

  it('an approver has somebody else answer in their place', async () => {
    await order('ask-dora', {}, { approval: 'four-eyes' });
    await until('ask-dora', 'AwaitingApproval');
    const page = await place.page('approver', '/inbox?item=ask-dora', 'bob');
    await page.getByRole('button', { name: 'Delegate …' }).click(HELD);
    await page.getByLabel('Their name').fill('dora');
    expect(await place.violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Ask them' }).click();
    await place.api.harness.until('package/ask-dora', ({ approval }) =>
      (approval?.delegates ?? []).some(({ from, to }) => from === 'bob' && to === 'dora'),
    );
  });

  it.each(['light', 'dark'] as const)('axe finds nothing wrong on any page, %s', async (colorScheme) => {
    const page = await place.page('admin', '/inbox');
    await page.emulateMedia({ colorScheme });
    const paths = ['/inbox', '/packages', '/packages/pay-me', '/packages/look-only', '/calendar', '/money', '/runs'];
    for (const path of [...paths, '/runs/run-shown', '/strays', '/packages/no-such']) {
      await page.goto(place.url + path);
      await page.getByRole('heading', { level: 1 }).waitFor(SEEN);
      for (const loading of await page.locator('.loading').all()) await loading.waitFor({ state: 'detached', ...HELD });
      expect(await place.violations(page), `${path}, ${colorScheme}`).toEqual([]);
    }
  });

  it('nothing broke its own rules of what may be loaded and run', () => {
    expect(place.complaints).toEqual([]);
  });
});
