import { assertNever } from '../../model/assert-never.js';
import type { Digest, DigestList } from '../../model/digest.js';
import { formatInstant } from '../../model/format-instant.js';
import type { MessageWords } from '../../model/message-template.js';
import { formatMoney } from '../../model/money.js';
import type { CredentialNotice, Message, Notice } from '../../model/notice.js';
import type { Mail } from './mail.js';
import { oneLine } from './one-line.js';

/** What templates may name of it beside its own fields. */
export function wordsOf(message: Message, { subject, text }: Mail, consoleUrl: string | null): MessageWords {
  return { subject, text, page: pageOf(message, consoleUrl) };
}

/** Where to act; null: nobody has said where the console is. */
function pageOf(message: Message, consoleUrl: string | null): string | null {
  if (consoleUrl === null) return null;
  const isOfPackage = 'name' in message;
  return isOfPackage ? `${consoleUrl}/packages/${encodeURIComponent(message.name)}` : `${consoleUrl}/inbox`;
}

/** Whatever is told, as a letter: plain text, the sentence first, and where to act. */
export function mailOf(notice: Message, consoleUrl: string | null): Mail {
  switch (notice.kind) {
    case 'digest':
      return digestMail(notice, consoleUrl);
    case 'credential.refused':
    case 'credential.restored':
      return credentialMail(notice);
    case 'reminder':
    case 'approval':
    case 'payment':
    case 'alarm':
    case 'settled':
      return noticeMail(notice, consoleUrl);
    default:
      return assertNever(notice);
  }
}

function credentialMail({ key, kind, account, vendor, since, code, what }: CredentialNotice): Mail {
  const isRefused = kind === 'credential.refused';
  return {
    key,
    thread: `credential of ${account}`,
    subject: `${isRefused ? 'ALARM: key refused' : 'Settled: key taken again'}: account ${account}`,
    isUrgent: isRefused,
    text: letter([
      [oneLine(what)],
      [`Account    ${account} (${vendor})`, `Since      ${formatInstant(since)}`, `Code       ${oneLine(code)}`],
      ['leaseline doctor'],
      [footer(key)],
    ]),
  };
}

const OPENINGS: Readonly<Record<Notice['kind'], { readonly subject: string; readonly says: string }>> = {
  reminder: { subject: 'Reminder', says: 'A term ends, and somebody has to do something about it.' },
  approval: { subject: 'Approval', says: 'Somebody is asked to decide.' },
  payment: { subject: 'Payment', says: 'An order waits to be paid at the vendor; nothing is delivered before.' },
  alarm: { subject: 'ALARM', says: 'Something is not as it should be. Please look at it now.' },
  settled: { subject: 'Settled', says: 'What was waited for is done. There is nothing left to do.' },
};

function noticeMail(notice: Notice, consoleUrl: string | null): Mail {
  const { key, kind, name, rung } = notice;
  const { subject, says } = OPENINGS[kind];
  const page = pageOf(notice, consoleUrl);
  return {
    key,
    thread: name,
    subject: `${subject}: ${name}${rung === null ? '' : ` (${rung})`}`,
    isUrgent: kind === 'alarm',
    text: letter([
      [oneLine(notice.what), '', says],
      facts(notice),
      page === null ? [`leaseline show ${name}`] : [page],
      [footer(key)],
    ]),
  };
}

function facts(notice: Notice): string[] {
  const { name, product, account, region, labels, waitingFor, expiresAt, nextStep, price } = notice;
  const per = price?.per == null ? '' : ` for a ${price.per}`;
  const known: [string, string | null][] = [
    ['Package', `${name} (${product} in ${region}, account ${account})`],
    ['Waits for', waitingFor],
    ['Ends', expiresAt === null ? null : formatInstant(expiresAt)],
    [
      'Next',
      nextStep === null ? null : `${nextStep.what}${nextStep.at === null ? '' : `, ${formatInstant(nextStep.at)}`}`,
    ],
    ['Price', price === null ? null : `${formatMoney(price)}${per}`],
    [
      'Labels',
      Object.entries(labels)
        .map(([label, value]) => `${label}=${value}`)
        .join(', ') || null,
    ],
  ];
  return known.flatMap(([what, value]) => (value === null ? [] : [`${what.padEnd(11)}${oneLine(value)}`]));
}

function digestMail(digest: Digest, consoleUrl: string | null): Mail {
  const { key, what, at, waiting, ending, unwatched, strays, blind } = digest;
  const since = (instant: string | null) => (instant === null ? '' : ` since ${formatInstant(instant)}`);
  const sections = [
    section('Waits for a person', waiting, ({ name, waitingFor, waitingSince, reason }) => {
      return `${name}: ${waitingFor ?? ''}${since(waitingSince)}${reason === null ? '' : `. ${reason}`}`;
    }),
    section('Ends within 30 days', ending, ({ name, expiresAt, nextStep }) => {
      const end = expiresAt === null ? '' : ` ${formatInstant(expiresAt)}`;
      return `${name}:${end}${nextStep === null ? '' : `, then ${nextStep.what}`}`;
    }),
    section('NOT WATCHED any more', unwatched, ({ name, reason }) => `${name}: ${reason ?? ''}`),
    section('Nobody owns', strays, ({ resourceId, product, account, region }) => {
      return `${resourceId} (${product} in ${region}, account ${account})`;
    }),
    section('Cannot be seen', blind, ({ product, account, region, since: from }) => {
      const why = from === null ? 'nobody answers for it' : `not readable${since(from)}`;
      return `${product} in ${region}, account ${account}: ${why}`;
    }),
  ];
  return {
    key,
    thread: 'digest',
    subject: `Daily digest: ${what}`,
    isUrgent: false,
    text: letter([
      [oneLine(what), `As things stood at ${formatInstant(at)}.`],
      ...sections.filter((lines) => lines.length > 0),
      [pageOf(digest, consoleUrl) ?? 'leaseline digest'],
      [footer(key)],
    ]),
  };
}

function section<Item>(title: string, { count, items }: DigestList<Item>, lineOf: (item: Item) => string): string[] {
  if (count === 0) return [];
  const left = count - items.length;
  return [
    `${title}:`,
    ...items.map((item) => `  ${oneLine(lineOf(item))}`),
    ...(left > 0 ? [`  and ${left} more`] : []),
  ];
}

function footer(key: string): string {
  return `-- \nLeaseline writes this because leaseline.yaml names you under notifications.email. Notice ${oneLine(key)}`;
}

function letter(paragraphs: readonly (readonly string[])[]): string {
  return `${paragraphs.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
