/** Who asks is refused, whatever is asked. Sources as for the tables of codes. */
const KEY = [
  /^InvalidAccessKeyId\b/,
  /^SignatureDoesNotMatch$/,
  /^IncompleteSignature$/,
  /^InvalidSecurityToken\b/,
  // Requests are signed with the time: a clock that is off is refused as a wrong key is.
  /^InvalidTimeStamp\b/,
  /^CredentialsMissing$/,
  // Signature missing or wrong, user or token unknown, address refused, account locked.
  /^RetCode (?:170|171|172|174|294|295)$/,
];
const PERMISSION = [/^Forbidden(?:\.RAM)?$/, /^NoPermission\b/, /^(?:Unauthorized|NotAuthorized)$/, /^RetCode 299$/];

/**
 * What a vendor's code says of the credential.
 * @returns `key`: no call of this account is taken; `permission`: not this one; null: nothing
 */
export function credentialRefusal(code: string): 'key' | 'permission' | null {
  if (KEY.some((pattern) => pattern.test(code))) return 'key';
  return PERMISSION.some((pattern) => pattern.test(code)) ? 'permission' : null;
}
