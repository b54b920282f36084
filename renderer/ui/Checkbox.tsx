import type { MouseEvent } from 'react';
import styles from './Checkbox.module.css';
import { CheckIcon, DashIcon } from './icons/stock';

type CheckboxProps = {
  readonly checked: boolean | 'mixed';
  /** What is chosen; spoken, and shown beside the box with `showLabel`. */
  readonly label: string;
  readonly showLabel?: boolean;
  /** `shiftKey` tells that a range is meant. Mixed turns into checked. */
  readonly onChange: (checked: boolean, shiftKey: boolean) => void;
  readonly tabIndex?: number;
};

export function Checkbox({ checked, label, showLabel = false, onChange, tabIndex }: CheckboxProps) {
  const handleClick = (event: MouseEvent) => {
    event.stopPropagation();
    onChange(checked !== true, event.shiftKey);
  };
  const box = (
    <button
      type="button"
      role="checkbox"
      aria-checked={checked}
      aria-label={label}
      className={styles['checkbox']}
      tabIndex={tabIndex}
      onClick={handleClick}
    >
      {checked === 'mixed' ? <DashIcon /> : checked ? <CheckIcon /> : null}
    </button>
  );
  if (!showLabel) return box;
  return (
    <span className={styles['labelled']}>
      {box}
      <span aria-hidden="true">{label}</span>
    </span>
  );
}
