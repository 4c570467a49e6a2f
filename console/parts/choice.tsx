interface ChoiceProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (value: string) => void;
  readonly options: readonly (readonly [string, string])[];
  /** Without "any". */
  readonly isRequired?: boolean;
}

/** The browser's own list: it works with every keyboard, screen reader and phone. */
export function Choice({ label, value, onChange, options, isRequired = false }: ChoiceProps) {
  return (
    <label className={value === undefined || isRequired ? 'choice' : 'choice is-set'}>
      <span className="choice-label">{label}</span>
      <select value={value ?? ''} onChange={({ target }) => onChange(target.value)}>
        {!isRequired && <option value="">any</option>}
        {options.map(([key, word]) => (
          <option key={key} value={key}>
            {word}
          </option>
        ))}
      </select>
    </label>
  );
}
