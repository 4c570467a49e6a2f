import type { BreakGlassLine, BreakGlassSheet } from '../../model/breakglass/sheet.js';
import { printable } from '../view/text.js';
import { FIRST_WORDS, fieldsOf, madeAtWords } from './text.js';

const STYLE = `
:root { color-scheme: light; --line: #c9ced6; --soft: #4a5361; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 48rem; padding: 2rem 1rem; color: #14181f; background: #fff; font: 15px/1.45 system-ui, sans-serif; }
h1 { margin: 0 0 .5rem; font-size: 1.5rem; }
h2 { margin: 0; font-size: 1.1rem; }
.date { font-weight: 600; }
section { margin-top: 1.5rem; padding-top: 1rem; border-top: 1px solid var(--line); break-inside: avoid; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .5rem 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
dd:first-of-type { font-weight: 600; }
h3 { margin: .75rem 0 .1rem; font-size: .95rem; }
ol, ul { margin: .2rem 0; padding-left: 1.4rem; }
a { color: #0b4f94; }
@media print {
  body { padding: 0; font-size: 10pt; }
  a { color: inherit; text-decoration: none; }
  @page { margin: 15mm; }
}
`;

/** The same sheet as one file for a browser and its printer: no script, nothing from elsewhere. Addresses are spelled out. */
export function sheetHtml(sheet: BreakGlassSheet): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>Break-glass sheet</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Break-glass sheet</h1>
<p class="date">${escaped(madeAtWords(sheet))}</p>
${FIRST_WORDS.map((words) => `<p>${escaped(words)}</p>`).join('\n')}
${sheet.lines.length === 0 ? '<p>Nothing is leased.</p>' : sheet.lines.map(section).join('\n')}
</main>
</body>
</html>
`;
}

function section(line: BreakGlassLine): string {
  const fields = fieldsOf(line).map(([label, value]) => `<dt>${escaped(label)}</dt><dd>${escaped(value)}</dd>`);
  const links = line.links.map(
    ({ what, url }) => `<li>${escaped(what)}: <a href="${escaped(url)}">${escaped(url)}</a></li>`,
  );
  return `<section>
<h2>${escaped(line.name)} <small>priority ${line.priority}</small></h2>
<dl>${fields.join('')}</dl>
${links.length === 0 ? '' : `<ul>${links.join('')}</ul>`}
${steps('To keep it', line.renew)}
${steps('To end it', line.stop)}
</section>`;
}

function steps(title: string, list: readonly string[]): string {
  return `<h3>${title}</h3><ol>${list.map((step) => `<li>${escaped(step)}</li>`).join('')}</ol>`;
}

function escaped(text: string): string {
  return printable(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
