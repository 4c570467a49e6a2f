const BEGINS_LOOK = '\u001b[';
const PLAIN = { colour: null, isBold: false, isDim: false, isItalic: false, isUnderlined: false };

/**
 * The pieces of a screen's lines: text without gaps, where it begins, and how it looks.
 * A look goes on from line to line until the terminal changes it.
 */
export function piecesOf(lines) {
  let look = PLAIN;
  return lines.map((line) => {
    const pieces = [];
    let column = 0;
    // Of all a terminal may be sent, tmux gives back text and looks only.
    const [first, ...others] = line.split(BEGINS_LOOK);
    for (const part of [`m${first}`, ...others]) {
      const end = part.indexOf('m');
      if (end > 0) look = part.slice(0, end).split(';').map(Number).reduce(changed, look);
      const shown = part.slice(end + 1);
      // Gaps are left out: each piece stands in its own column whatever the font.
      for (const { 0: text, index } of shown.matchAll(/\S+(?: \S+)*/g)) {
        pieces.push({ column: column + [...shown.slice(0, index)].length, text, look });
      }
      column += [...shown].length;
    }
    return pieces;
  });
}

function changed(look, code) {
  if (code === 0) return PLAIN;
  if (code === 1) return { ...look, isBold: true };
  if (code === 2) return { ...look, isDim: true };
  if (code === 3) return { ...look, isItalic: true };
  if (code === 4) return { ...look, isUnderlined: true };
  if (code === 22) return { ...look, isBold: false, isDim: false };
  if (code === 23) return { ...look, isItalic: false };
  if (code === 24) return { ...look, isUnderlined: false };
  if (code >= 30 && code <= 37) return { ...look, colour: code - 30 };
  if (code >= 90 && code <= 97) return { ...look, colour: code - 82 };
  if (code === 39) return { ...look, colour: null };
  return look;
}
