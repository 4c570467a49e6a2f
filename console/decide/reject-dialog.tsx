import { type FormEvent, useState } from 'react';
import { Modal } from '../parts/modal.js';
import { decide } from './pending.js';

interface RejectProps {
  readonly name: string;
  readonly request: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** A no wants a reason: whoever asked will read it. */
export function RejectDialog({ name, request, isOpen, onClose }: RejectProps) {
  const [reason, setReason] = useState('');
  function submit(event: FormEvent): void {
    event.preventDefault();
    decide({ name, word: 'Reject', message: 'reject', argument: { request, reason: reason.trim() } });
    setReason('');
    onClose();
  }
  return (
    <Modal title={`Reject ${name}`} isOpen={isOpen} onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <label htmlFor="reason">Reason, for whoever asked</label>
        <textarea
          id="reason"
          required
          rows={3}
          maxLength={2000}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) event.currentTarget.form?.requestSubmit();
          }}
        />
        <div className="form-actions">
          <button type="button" className="button" onClick={onClose}>
            Keep waiting
          </button>
          <button type="submit" className="button is-bad" disabled={reason.trim() === ''}>
            Reject
          </button>
        </div>
      </form>
    </Modal>
  );
}
