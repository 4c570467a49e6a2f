const maxMessageLength = 600;
const shownInstead = '[redacted]';

/** `name=value` and `"name":"value"` as vendors echo them back, for example in SignatureDoesNotMatch. */
const secretFields =
  /((?:access_?key_?(?:id|secret)|security_?token|private_?key|public_?key|signature|credential)"?\s*(?:=|:|%3D)\s*"?)[^\s&,;"'<>]+/gi;

/**
 * Makes the filter that every vendor message passes before it may reach an error, a log or a workflow history.
 * @param secrets the values in use for this call, removed wherever they stand, percent-encoded or not
 */
export function redactor(secrets: readonly (string | undefined)[]): (message: string) => string {
  const values = secrets
    .flatMap((secret) =>
      secret ? [secret, encodeURIComponent(secret), encodeURIComponent(encodeURIComponent(secret))] : [],
    )
    .toSorted((a, b) => b.length - a.length);
  return (message) => {
    let clean = message;
    for (const value of values) clean = clean.replaceAll(value, shownInstead);
    clean = clean.replace(secretFields, `$1${shownInstead}`);
    return clean.length > maxMessageLength ? `${clean.slice(0, maxMessageLength)}…` : clean;
  };
}
