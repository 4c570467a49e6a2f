/** How important a line is (`labels.priority`): 1 is the most important, and this is what a line has without a word. */
const USUAL_PRIORITY = 5;

/** @returns null when the text is no priority */
export function parsePriority(text: string): number | null {
  return /^[1-9]\d{0,5}$/.test(text) ? Number(text) : null;
}

export function priorityOf(labels: Readonly<Record<string, string>>): number {
  return parsePriority(labels.priority ?? '') ?? USUAL_PRIORITY;
}
