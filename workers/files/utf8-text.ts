/**
 * The text of a file that a person wrote, read strictly: of another encoding names, labels and addresses would come out with
 * question marks, and be ordered and told so.
 * @returns null when it is no UTF-8
 */
export function utf8Text(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
