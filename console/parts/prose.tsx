import { Instant } from './instant.js';

const INSTANT = /(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z)/;

/** A sentence of the package's own; the moments in it are told in the reader's time zone. */
export function Prose({ text }: { readonly text: string }) {
  return text.split(INSTANT).map((part, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence never move
    INSTANT.test(part) ? <Instant key={index} at={new Date(part).toISOString()} /> : part,
  );
}
