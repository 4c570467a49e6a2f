/** For people, to the minute and in UTC: `2027-01-05 08:00`. */
export function showInstant(iso: string): string {
  return new Date(iso).toISOString().slice(0, 16).replace('T', ' ');
}

/** The same where it does not go without saying which zone it is: `2027-01-05 08:00 UTC`. */
export function formatInstant(iso: string): string {
  return `${showInstant(iso)} UTC`;
}
