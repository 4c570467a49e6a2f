import { useState } from 'react';

const SAID_MS = 2_000;

/** A command or address to be taken elsewhere. */
export function Copyable({ text }: { readonly text: string }) {
  const [isCopied, setIsCopied] = useState(false);
  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(text);
    setIsCopied(true);
    window.setTimeout(() => setIsCopied(false), SAID_MS);
  }
  return (
    <div className="copyable">
      <code>{text}</code>
      <button type="button" className="button" onClick={() => void copy()}>
        {isCopied ? 'Copied' : 'Copy'}
      </button>
    </div>
  );
}
