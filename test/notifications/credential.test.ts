import { describe, expect, it } from 'vitest';
import { mailOf } from '../../activities/outlets/mail-text.js';
import { credentialRefusal } from '../../clouds/refused-credential.js';
import { type CredentialTrouble, credentialNotice } from '../../model/credential.js';
import { takesKind } from '../../model/notice.js';

const trouble: CredentialTrouble = {
  account: 'ali',
  vendor: 'alibaba',
  since: '2026-12-01T16:00:00.000Z',
  about: 'key',
  code: 'InvalidAccessKeyId.Inactive',
  message: 'Specified access key is disabled.',
  remedy: 'Activate the access key, or use another one.',
};
const AT = '2026-12-01T16:00:05.000Z';

describe('a key that is refused', () => {
  it.each([
    ...['InvalidAccessKeyId.NotFound', 'InvalidAccessKeyId.Inactive', 'SignatureDoesNotMatch', 'IncompleteSignature'],
    ...['InvalidSecurityToken.Expired', 'InvalidTimeStamp.Expired', 'CredentialsMissing'],
    ...['RetCode 170', 'RetCode 171', 'RetCode 172', 'RetCode 174', 'RetCode 294', 'RetCode 295'],
  ])('%s: nothing of the account is taken', (code) => {
    expect(credentialRefusal(code)).toBe('key');
  });

  it.each(['Forbidden', 'Forbidden.RAM', 'NoPermission', 'NotAuthorized', 'RetCode 299'])(
    '%s: a right is lacking',
    (code) => {
      expect(credentialRefusal(code)).toBe('permission');
    },
  );

  it.each([
    ...['Forbidden.RiskControl', 'Forbidden.Release', 'InvalidParameter', 'Throttling.User', 'SignatureNonceUsed'],
    ...['RetCode 110', 'RetCode 153', 'RetCode 1720', 'HTTP 403', 'TimedOut'],
  ])('%s says nothing of the key', (code) => {
    expect(credentialRefusal(code)).toBeNull();
  });

  it('reaches whoever takes alarms, as an urgent mail that says what to do', () => {
    const refused = credentialNotice(trouble, 'credential.refused', AT);
    expect(refused).toMatchObject({ key: 'credential/ali/2026-12-01T16:00:00.000Z/refused', at: AT, account: 'ali' });
    expect(refused.what).toBe(
      'The vendor refuses the key of account ali (InvalidAccessKeyId.Inactive: Specified access key is disabled). ' +
        'Nothing of this account can be watched, renewed or bought until that is mended. ' +
        'Activate the access key, or use another one.',
    );
    const mail = mailOf(refused, null);
    expect(mail).toMatchObject({ isUrgent: true, subject: 'ALARM: key refused: account ali' });
    expect(mail.text).toContain(refused.what);
    const restored = mailOf(credentialNotice(trouble, 'credential.restored', AT), null);
    expect(restored).toMatchObject({ isUrgent: false, thread: mail.thread });
    expect(takesKind(['alarm'], 'credential.refused')).toBe(true);
    expect(takesKind(['credential.refused'], 'credential.restored')).toBe(false);
    expect(takesKind(['reminder', 'digest'], 'credential.refused')).toBe(false);
  });
});
