import type { ReactNode } from 'react';
import { Modal } from './modal.js';

interface AskProps {
  readonly title: string;
  readonly onClose: () => void;
  /** What the button says; it names what is done. */
  readonly word: string;
  readonly isBad?: boolean;
  readonly isReady: boolean;
  readonly onDo: () => void;
  /** Whoever asks closes it, once it is known what came of it. */
  readonly staysOpen?: boolean;
  readonly children: ReactNode;
}

/** Shows what something does before it is done. */
export function AskDialog(props: AskProps) {
  const { title, onClose, word, isBad = false, isReady, onDo, staysOpen = false, children } = props;
  return (
    <Modal
      title={title}
      isOpen
      onClose={onClose}
      actions={
        <>
          <button type="button" className="button" onClick={onClose}>
            Back
          </button>
          <button
            type="button"
            className={isBad ? 'button is-bad' : 'button is-primary'}
            disabled={!isReady}
            onClick={() => {
              onDo();
              if (!staysOpen) onClose();
            }}
          >
            {word}
          </button>
        </>
      }
    >
      {children}
    </Modal>
  );
}
