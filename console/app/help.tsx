import { Fragment } from 'react';
import { Modal } from '../parts/modal.js';

const KEYS = [
  {
    where: 'Everywhere',
    keys: [
      ['g i', 'Inbox'],
      ['g p', 'Packages'],
      ['g c', 'Calendar'],
      ['g m', 'Money'],
      ['g r', 'Runs'],
      ['g s', 'Strays'],
      ['/', 'Search in the list'],
      ['?', 'This help'],
    ],
  },
  {
    where: 'In a list',
    keys: [
      ['j  k', 'Next, previous'],
      ['Enter', 'Open'],
    ],
  },
  {
    where: 'In the inbox',
    keys: [
      ['a', 'Approve'],
      ['r', 'Reject, with a reason'],
      ['z', 'Take back what was not sent yet'],
    ],
  },
] as const;

export function Help({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  return (
    <Modal title="Keyboard" isOpen={isOpen} onClose={onClose}>
      {KEYS.map(({ where, keys }) => (
        <section key={where} className="help-keys">
          <h3>{where}</h3>
          <dl>
            {keys.map(([key, what]) => (
              <Fragment key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{what}</dd>
              </Fragment>
            ))}
          </dl>
        </section>
      ))}
    </Modal>
  );
}
