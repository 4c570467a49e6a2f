const PATHS = {
  inbox:
    'M2.5 9.5 4.2 3.6a1 1 0 0 1 1-.7h5.6a1 1 0 0 1 1 .7l1.7 5.9m-11 0v3a1 1 0 0 0 1 1h9a1 1 0 0 0 1-1v-3m-11 0h3l1 1.8h3l1-1.8h3',
  packages: 'M2.5 4h11M2.5 8h11M2.5 12h11',
  calendar:
    'M3 4.5h10a.5.5 0 0 1 .5.5v8a.5.5 0 0 1-.5.5H3a.5.5 0 0 1-.5-.5V5a.5.5 0 0 1 .5-.5Zm-.5 3h11M5.5 2.5v3m5-3v3',
  money: 'M2.5 13.5h11M4 11V8m4 3V3.5M12 11V6',
  runs: 'M3 3.5 8 8l-5 4.5m5.5 0H13',
  strays: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10Zm3.7-1.3 2.8 2.8',
} as const;

export function NavIcon({ name }: { readonly name: keyof typeof PATHS }) {
  return (
    <svg
      viewBox="0 0 16 16"
      width="16"
      height="16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
