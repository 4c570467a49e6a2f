import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { LoginProvider } from '../../../api/login/provider.js';
import { launch } from '../../../bench/console/browser.js';
import type { Role } from '../../../model/role.js';
import { projectRoot } from '../../../workers/embedded/home.js';
import { ApiPlace } from '../../api/support/api-place.js';

export const CONSOLE_FOLDER = join(projectRoot(), 'dist', 'console');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe found wrong, short enough to read in a test's message. */
export interface Violation {
  readonly id: string;
  readonly help: string;
  readonly where: readonly string[];
}

/** The console before a real API, server, worker and simulator, in a real browser. */
export class ConsolePlace {
  readonly api: ApiPlace;
  readonly browser: Browser;
  /** What pages complained of that nobody made happen. */
  readonly complaints: string[] = [];
  /** Who is logged in already, by role and name. */
  readonly #visitors = new Map<string, BrowserContext>();

  private constructor(api: ApiPlace, browser: Browser) {
    this.api = api;
    this.browser = browser;
  }

  /** @param provider by whom people log in besides; absent: nobody */
  static async start(executablePath: string, provider: LoginProvider | null = null): Promise<ConsolePlace> {
    const [api, browser] = await Promise.all([
      ApiPlace.start(pino({ enabled: false }), undefined, (harness, home) => ({
        consoleFolder: CONSOLE_FOLDER,
        provider,
        pages: { temporalUi: 'http://127.0.0.1:8233', simulator: harness.simulator.url },
        calendarLinksFile: join(home, 'calendar-links.json'),
      })),
      launch(executablePath),
    ]);
    return new ConsolePlace(api, browser);
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.api.stop();
  }

  get url(): string {
    return this.api.api.url;
  }

  async context(): Promise<BrowserContext> {
    const context = await this.browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin' });
    context.on('console', (message) => {
      // Refused requests are the page's own business; it shows them.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
        this.complaints.push(message.text());
      }
    });
    context.on('weberror', (error) => this.complaints.push(error.error().message));
    return context;
  }

  /** A login link as `leaseline console` prints it. */
  async link(role: Role, name = 'ada'): Promise<string> {
    const token = await this.api.token(role, { name });
    const headers = { authorization: `Bearer ${token}` };
    const { body } = await this.api.raw('POST', '/v1/session/code', { headers });
    return `${this.url}/#login=${body.code}`;
  }

  /** A page of somebody who is logged in, at some address of the console. */
  async page(role: Role, path: string, name = 'ada'): Promise<Page> {
    const visitor = `${role} ${name}`;
    const context = this.#visitors.get(visitor) ?? (await this.#logIn(role, name));
    this.#visitors.set(visitor, context);
    const page = await context.newPage();
    await page.goto(this.url + path);
    return page;
  }

  async #logIn(role: Role, name: string): Promise<BrowserContext> {
    const context = await this.context();
    const page = await context.newPage();
    await page.goto(await this.link(role, name));
    await page.getByRole('navigation', { name: 'Pages' }).waitFor();
    await page.close();
    return context;
  }

  /** Every open page hears of all that happens, and draws it. */
  async closePages(): Promise<void> {
    const pages = this.browser.contexts().flatMap((context) => context.pages());
    await Promise.all(pages.map((page) => page.close()));
  }

  /** Looks at what is shown now with axe. */
  async violations(page: Page): Promise<readonly Violation[]> {
    await page.evaluate(AXE);
    return page.evaluate<Violation[]>(`axe.run().then(({ violations }) => violations.map(({ id, help, nodes }) =>
      ({ id, help, where: nodes.map(({ target, failureSummary }) => target.join(' ') + ': ' + failureSummary) })))`);
  }
}
