import { piecesOf } from './ansi.mjs';
import { COLUMNS, ROWS } from './terminal.mjs';

const CELL = { width: 8.4, height: 18 };
const FONT_SIZE = 14;
const EDGE = 18;
const FONTS = 'ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace';
const BACKGROUND = '#12161d';
const TEXT = '#d8dee9';
/** The sixteen of a terminal, each readable on the background. */
const COLOURS = [
  ['#7b8698', '#f2777a', '#8fd18f', '#e5c07b', '#7db3f2', '#cf9be8', '#67c7cf', '#d8dee9'],
  ['#929cad', '#ff9c9e', '#aee5ae', '#f5d797', '#a3caff', '#e2b8f5', '#8fdfe6', '#ffffff'],
].flat();

/**
 * A picture that steps through the screens by CSS alone: one strip of them, moved behind a window. It has a background
 * of its own, so it looks the same on light and dark pages; who wants no motion sees the last screen.
 */
export function svgOf({ commands, screens }) {
  const width = COLUMNS * CELL.width;
  const height = ROWS * CELL.height;
  const rows = new Map();
  const strip = screens.map((screen, index) => frame(screen, index * height, rows));
  const totalMs = screens.reduce((sum, { forMs }) => sum + forMs, 0);
  const outer = { width: round(width + 2 * EDGE), height: round(height + 2 * EDGE) };
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${outer.width} ${outer.height}" width="${outer.width}" height="${outer.height}" role="img" aria-labelledby="title commands">
<title id="title">Leaseline: the quick start in a terminal</title>
<desc id="commands">${commands.map(escaped).join('\n')}</desc>
<style>
text{font-family:${FONTS};font-size:${FONT_SIZE}px;fill:${TEXT};white-space:pre}
${COLOURS.map((colour, index) => `.c${index}{fill:${colour}}`).join('')}.b{font-weight:700}.d{opacity:.7}.i{font-style:italic}.u{text-decoration:underline}
.strip{transform:translateY(${-(screens.length - 1) * height}px);animation:strip ${round(totalMs / 1000)}s step-end infinite}
@keyframes strip{${keyframes(screens, totalMs, height)}}
@media (prefers-reduced-motion:reduce){.strip{animation:none}}
</style>
<rect width="${outer.width}" height="${outer.height}" rx="8" fill="${BACKGROUND}"/>
<defs>
<clipPath id="screen"><rect width="${width}" height="${height}"/></clipPath>
${[...rows].map(([content, id]) => `<g id="${id}">${content}</g>`).join('\n')}
</defs>
<g transform="translate(${EDGE} ${EDGE})" clip-path="url(#screen)"><g class="strip">
${strip.join('\n')}
</g></g>
</svg>
`;
}

/** Each line that differs is written once, and used wherever it is seen. */
function frame({ lines, cursor }, top, rows) {
  const uses = piecesOf(lines).flatMap((pieces, row) => {
    if (pieces.length === 0) return [];
    const content = pieces.map(piece).join('');
    if (!rows.has(content)) rows.set(content, `r${rows.size}`);
    return [`<use href="#${rows.get(content)}" y="${top + row * CELL.height}"/>`];
  });
  if (cursor !== null) {
    const at = `x="${round(cursor.column * CELL.width)}" y="${top + cursor.row * CELL.height + 1}"`;
    uses.push(`<rect ${at} width="${CELL.width}" height="${CELL.height - 2}" fill="${TEXT}" opacity=".5"/>`);
  }
  return uses.join('');
}

function piece({ column, text, look }) {
  const classes = [
    look.colour === null ? [] : `c${look.colour}`,
    look.isBold ? 'b' : [],
    look.isDim ? 'd' : [],
    look.isItalic ? 'i' : [],
    look.isUnderlined ? 'u' : [],
  ].flat();
  const looks = classes.length === 0 ? '' : ` class="${classes.join(' ')}"`;
  // The length is said, so that columns stand under each other in every font.
  const length = `textLength="${round([...text].length * CELL.width)}" lengthAdjust="spacingAndGlyphs"`;
  return `<text x="${round(column * CELL.width)}" y="${FONT_SIZE}" ${length}${looks}>${escaped(text)}</text>`;
}

function keyframes(screens, totalMs, height) {
  let atMs = 0;
  return screens
    .map(({ forMs }, index) => {
      const at = `${((atMs / totalMs) * 100).toFixed(3)}%{transform:translateY(${-index * height}px)}`;
      atMs += forMs;
      return at;
    })
    .join('');
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function round(number) {
  return Math.round(number * 100) / 100;
}
