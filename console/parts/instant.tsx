import { useNow } from '../data/now.js';
import { daysUntil, dayText, instantText, relativeText, secondText, utcText } from '../words/time.js';

const FORMS = { day: dayText, minute: instantText, second: secondText } as const;

/** A moment in the reader's time zone; UTC when pointed at. */
export function Instant({ at, as = 'minute' }: { readonly at: string; readonly as?: keyof typeof FORMS }) {
  return (
    <time dateTime={at} title={utcText(at)} className="num">
      {FORMS[as](at)}
    </time>
  );
}

/** How far away a moment is: "in 3 days". */
export function Relative({ at }: { readonly at: string }) {
  const nowMs = useNow();
  return (
    <time dateTime={at} title={`${instantText(at)} (${utcText(at)})`} className="num">
      {relativeText(at, nowMs)}
    </time>
  );
}

/** Days to an end, louder when few are left; later where something is done about it by then. */
export function DaysLeft({ at, isHandled = false }: { readonly at: string; readonly isHandled?: boolean }) {
  const days = daysUntil(at, useNow());
  const tone = days < 7 ? 'is-near' : days < 30 && !isHandled ? 'is-soon' : '';
  return (
    <time dateTime={at} title={`${instantText(at)} (${utcText(at)})`} className={`num ${tone}`}>
      {days < 0 ? `${-days} d ago` : `${days} d`}
    </time>
  );
}
