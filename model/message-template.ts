import { createRequire } from 'node:module';
import type { Liquid, Template } from 'liquidjs';
import { isJson } from './is-json.js';
import { formatMoney, type Money } from './money.js';
import { MESSAGE_KINDS, type Message, type MessageKind } from './notice.js';
import { sampleMessage } from './sample-messages.js';

/** What a template may name beside the fields of what is told. */
export interface MessageWords {
  /** As a mail's subject: `ALARM: tokyo-desktops`. */
  readonly subject: string;
  /** As a mail's text: all there is to say, line by line. */
  readonly text: string;
  /** The page of the package, or of all that waits; null where `consoleUrl` is not set. */
  readonly page: string | null;
}

const WORDS = { subject: 'ALARM: sample', text: 'sample', page: null } satisfies MessageWords;
const LENGTH_MAX = 20_000;
const RENDER_MAX_MS = 1_000;
const MEMORY_MAX = 10_000_000;

/** Loaded only by whoever has a template: every command reads the configuration. */
const load = createRequire(import.meta.url);

/**
 * A text of somebody's own for what is told, in Liquid: `{{ name }}: {{ what }}`. It reads no file and includes nothing. What
 * it puts into JSON is escaped as the inside of a JSON string.
 * @see https://liquidjs.com
 */
export class MessageTemplate {
  readonly #engine: Liquid;
  readonly #parsed: Template[];

  /** @throws Error when it is not Liquid, or names what no message has */
  constructor(source: string, form: 'text' | 'json') {
    const { Liquid } = load('liquidjs') as typeof import('liquidjs');
    const text = (value: unknown) => (value === null || value === undefined ? '' : String(value));
    this.#engine = new Liquid({
      ownPropertyOnly: true,
      strictFilters: true,
      timezoneOffset: 0,
      parseLimit: LENGTH_MAX,
      renderLimit: RENDER_MAX_MS,
      memoryLimit: MEMORY_MAX,
      fs: NO_FILES,
      relativeReference: false,
      outputEscape: form === 'text' ? text : (value: unknown) => JSON.stringify(text(value)).slice(1, -1),
    });
    this.#engine.registerFilter('money', (price: Money | null) => (price == null ? '' : formatMoney(price)));
    this.#parsed = this.#engine.parse(source);
    const unknown = this.#engine.globalVariablesSync(this.#parsed).find((name) => !FIELDS.has(name));
    if (unknown !== undefined) {
      throw new Error(`no message has ${unknown}; there are ${[...FIELDS].sort().join(', ')}`);
    }
  }

  render(message: Message, words: MessageWords): string {
    return this.#engine.renderSync(this.#parsed, { ...message, ...words }) as string;
  }
}

/** Tried with a message of each kind: the night of an alarm is too late to find a comma missing. @returns null when all is well */
export function templateProblem(source: string, form: 'text' | 'json', kinds: readonly MessageKind[]): string | null {
  try {
    const template = new MessageTemplate(source, form);
    for (const kind of kinds) {
      const rendered = template.render(sampleMessage(kind), WORDS);
      if (form === 'json' && !isJson(rendered)) return `makes no JSON of a message of kind ${kind}: ${rendered}`;
      if (rendered.trim() === '') return `makes nothing of a message of kind ${kind}`;
    }
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const FIELDS: ReadonlySet<string> = new Set([
  ...MESSAGE_KINDS.flatMap((kind) => Object.keys(sampleMessage(kind))),
  ...Object.keys(WORDS),
]);

const none = () => {
  throw new Error('a template includes no other');
};
const NO_FILES = {
  exists: async () => false,
  existsSync: () => false,
  readFile: none,
  readFileSync: none,
  resolve: none,
};
