import { decide } from '../../decide/pending.js';
import { AskDialog } from '../../parts/ask-dialog.js';

interface CancelProps {
  readonly name: string;
  /** Nothing is bought yet. Otherwise only a planned change is withdrawn. */
  readonly isBefore: boolean;
  readonly onClose: () => void;
}

export function CancelDialog({ name, isBefore, onClose }: CancelProps) {
  return (
    <AskDialog
      title={isBefore ? `Cancel ${name}` : `Withdraw the planned change of ${name}`}
      onClose={onClose}
      word={isBefore ? 'Cancel it' : 'Withdraw it'}
      isBad
      isReady
      onDo={() => decide({ name, word: 'Cancel', message: 'cancel', argument: {}, isConfirmed: true })}
    >
      <p>
        {isBefore
          ? 'What is not bought yet is withdrawn, an unpaid order at the vendor with it. What turns out to be bought already is kept, and is released instead.'
          : 'The change of bandwidth that was planned for later is not made.'}
      </p>
    </AskDialog>
  );
}
