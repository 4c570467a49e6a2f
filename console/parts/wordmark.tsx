export function Wordmark() {
  return (
    <span className="wordmark">
      <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden="true">
        <rect width="32" height="32" rx="7" className="wordmark-ground" />
        <path d="M8 8v11a5 5 0 0 0 5 5h11" className="wordmark-line" />
        <circle cx="21" cy="11" r="3.4" className="wordmark-dot" />
      </svg>
      <span>Leaseline</span>
    </span>
  );
}
