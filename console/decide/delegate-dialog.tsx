import { type FormEvent, useState } from 'react';
import { Modal } from '../parts/modal.js';
import { decide } from './pending.js';

interface DelegateProps {
  readonly name: string;
  readonly request: string;
  readonly onClose: () => void;
}

/** Somebody else answers this one request in one's place. The package decides whether they may. */
export function DelegateDialog({ name, request, onClose }: DelegateProps) {
  const [to, setTo] = useState('');
  function submit(event: FormEvent): void {
    event.preventDefault();
    const argument = { request, to: to.trim() };
    decide({ name, word: 'Delegate', message: 'delegate', argument, isConfirmed: true });
    onClose();
  }
  return (
    <Modal title={`Who answers for ${name} in your place?`} isOpen onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <label htmlFor="delegate-to">Their name, as it stands on their token or login link</label>
        <input
          id="delegate-to"
          required
          maxLength={200}
          autoComplete="off"
          value={to}
          onChange={({ target }) => setTo(target.value)}
        />
        <p className="hint">For this request alone. They are told of it; whoever asked for it cannot answer.</p>
        <div className="form-actions">
          <button type="button" className="button" onClick={onClose}>
            Back
          </button>
          <button type="submit" className="button is-primary" disabled={to.trim() === ''}>
            Ask them
          </button>
        </div>
      </form>
    </Modal>
  );
}
