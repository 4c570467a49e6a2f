import { describe, expect, it } from 'vitest';
import { namedDesk } from '../../cli/client/desks.js';
import { deskOfWorkflowId, deskWorkflowId } from '../../model/ids.js';
import { demoConfig } from './samples.js';

describe('which desk is meant', () => {
  it.each([
    [{ account: 'demo-alibaba', product: 'cen' }, 'desk/demo-alibaba/cen/global'],
    [{ account: 'demo-alibaba', product: 'wuying', region: 'cn-beijing' }, 'desk/demo-alibaba/wuying/cn-beijing'],
    [{ account: 'demo-alibaba', region: 'cn-beijing' }, 'desk/demo-alibaba/wuying/cn-beijing'],
    [{ account: 'demo-alibaba', region: 'global' }, 'desk/demo-alibaba/cen/global'],
    [{ account: 'demo-surfer', region: 'org-x' }, 'desk/demo-surfer/ugn/org-x'],
    // Not named in full: then it only sifts those that are known.
    [{ account: 'demo-alibaba', product: 'wuying' }, null],
    [{ account: 'demo-alibaba' }, null],
    [{ product: 'cen' }, null],
    [{ account: 'nobody', product: 'cen' }, null],
  ] as const)('by %o: %s', (filter, id) => {
    const desk = namedDesk(demoConfig(), filter);
    expect(desk === null ? null : deskWorkflowId(desk)).toBe(id);
  });

  it.each([
    ['desk/ali/ugn/org/with/slashes', { account: 'ali', product: 'ugn', region: 'org/with/slashes' }],
    ['desk/ali/other/cn-beijing', null],
    ['desk/ali/cen/', null],
    ['package/desk/ali/cen/global', null],
  ])('reads %s back from its workflow id', (id, desk) => {
    expect(deskOfWorkflowId(id)).toEqual(desk);
  });
});
