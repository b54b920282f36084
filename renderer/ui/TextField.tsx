import type { KeyboardEvent, ReactNode, Ref } from 'react';
import { CloseIcon } from './icons/stock';
import { Key } from './Key';
import styles from './TextField.module.css';

type TextFieldProps = {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly label: string;
  readonly placeholder: string;
  readonly icon?: ReactNode;
  /** The key that brings one here; shown while the field is empty. */
  readonly keyHint?: string;
  readonly onKeyDown?: (event: KeyboardEvent<HTMLInputElement>) => void;
  readonly inputRef?: Ref<HTMLInputElement>;
};

/** A one-line field that filters or searches. Esc clears it first. */
export function TextField(props: TextFieldProps) {
  const { value, onChange, label, placeholder, icon, keyHint, onKeyDown, inputRef } = props;
  const handleKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Escape' && value !== '') {
      event.preventDefault();
      event.stopPropagation();
      onChange('');
      return;
    }
    onKeyDown?.(event);
  };
  return (
    <div className={styles['field']}>
      {icon}
      <input
        ref={inputRef}
        type="search"
        className={styles['input']}
        value={value}
        aria-label={label}
        placeholder={placeholder}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={handleKeyDown}
      />
      {value === '' && keyHint !== undefined ? <Key>{keyHint}</Key> : null}
      {value === '' ? null : (
        <button type="button" className={styles['clear']} aria-label="Clear" onClick={() => onChange('')}>
          <CloseIcon />
        </button>
      )}
    </div>
  );
}
