/** Of an item's element, to bring it into sight. */
export const rowId = (key: string): string => `item-${key.replace(/[^\w-]/g, '_')}`;
