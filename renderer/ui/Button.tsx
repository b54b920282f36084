import type { ComponentPropsWithRef, MouseEvent, ReactNode } from 'react';
import styles from './Button.module.css';
import { cx } from './cx';
import { Tooltip } from './Tooltip';

type NativeProps = Omit<ComponentPropsWithRef<'button'>, 'disabled' | 'className' | 'style'>;

type ButtonProps = NativeProps & {
  readonly variant?: 'primary' | 'outlined' | 'quiet';
  readonly size?: 'normal' | 'big';
  readonly icon?: ReactNode;
  /** The label stays and a spinner takes the icon's place; clicks do nothing meanwhile. */
  readonly busy?: boolean;
  /** Why the button cannot be used now. It stays in the tab order and says so in a tooltip. */
  readonly disabledReason?: string | null;
};

export function Button({
  variant = 'outlined',
  size = 'normal',
  icon,
  busy = false,
  disabledReason = null,
  onClick,
  children,
  ...rest
}: ButtonProps) {
  const blocked = busy || disabledReason !== null;
  const handleClick = (event: MouseEvent<HTMLButtonElement>) => {
    if (blocked) event.preventDefault();
    else onClick?.(event);
  };
  return (
    <Tooltip label={disabledReason}>
      <button
        type="button"
        {...rest}
        className={cx(styles['button'], variant !== 'outlined' && styles[variant], size === 'big' && styles['big'])}
        aria-disabled={disabledReason !== null || undefined}
        aria-busy={busy || undefined}
        onClick={handleClick}
      >
        {busy || icon ? <span className={styles['icon']}>{busy ? <Spinner /> : icon}</span> : null}
        {children}
      </button>
    </Tooltip>
  );
}

type IconButtonProps = Omit<NativeProps, 'aria-label' | 'children'> & {
  /** The name of the button: its tooltip, and what a reader says. */
  readonly label: string;
  readonly icon: ReactNode;
  readonly size?: 'normal' | 'small';
  readonly disabledReason?: string | null;
  readonly tooltipSide?: 'top' | 'right' | 'bottom' | 'left';
};

/** A quiet square button with an icon, for close, more and the narrow rail only. */
export function IconButton({
  label,
  icon,
  size = 'normal',
  disabledReason = null,
  tooltipSide = 'bottom',
  onClick,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip label={disabledReason ?? label} side={tooltipSide}>
      <button
        type="button"
        {...rest}
        className={cx(styles['button'], styles['quiet'], styles['square'], size === 'small' && styles['small'])}
        aria-label={label}
        aria-disabled={disabledReason !== null || undefined}
        onClick={disabledReason === null ? onClick : undefined}
      >
        <span className={styles['icon']}>{icon}</span>
      </button>
    </Tooltip>
  );
}

type LinkButtonProps = NativeProps & { readonly children: ReactNode };

/** A button that reads as a link, for an action inside a sentence or at the end of a line. */
export function LinkButton({ children, ...rest }: LinkButtonProps) {
  return (
    <button type="button" {...rest} className={styles['link']}>
      {children}
    </button>
  );
}

function Spinner() {
  return <span className={styles['spinner']} />;
}
