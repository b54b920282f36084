import { Icon } from './Icon';

/** Press: an arrow down onto two thin lines, the pressed strata. */
export function PressIcon() {
  return (
    <Icon>
      <path d="M8 1.75v6M5.5 5.5 8 8l2.5-2.5M2.5 10.75h11M2.5 13.75h11" />
    </Icon>
  );
}

/** Restore: the arrow rises from the same two lines. */
export function RestoreIcon() {
  return (
    <Icon>
      <path d="M8 8V2M5.5 4.25 8 1.75l2.5 2.5M2.5 10.75h11M2.5 13.75h11" />
    </Icon>
  );
}

/** Verify: what was checked, completely. */
export function VerifyIcon() {
  return (
    <Icon>
      <path d="M8 1.75 13 3.5v4c0 3.2-2.2 5.5-5 6.75C5.2 13 3 10.7 3 7.5v-4zM5.75 7.75 7.5 9.5l3-3.25" />
    </Icon>
  );
}

/** The record: a strip of paper torn off below. */
export function ActivityIcon() {
  return (
    <Icon>
      <path d="M3.5 2h9v12l-2.25-1.5L8 14l-2.25-1.5L3.5 14zM6 5.5h4M6 8.5h4" />
    </Icon>
  );
}

export function ExportIcon() {
  return (
    <Icon>
      <path d="M8 10V2.5M5.25 5.25 8 2.5l2.75 2.75M2.5 9.5v4h11v-4" />
    </Icon>
  );
}

/** A pass over several threads: the strata pressed together. */
export function PassIcon() {
  return (
    <Icon>
      <path d="M3 2.5h10M3 13.5h10M5 5.5h6M4 8h8M5 10.5h6" />
    </Icon>
  );
}

export function OverviewIcon() {
  return (
    <Icon>
      <rect x="2" y="2.5" width="12" height="11" rx="1" />
      <path d="M8.25 2.5v11M8.25 7.75H14" />
    </Icon>
  );
}

export function ThreadsIcon() {
  return (
    <Icon>
      <path d="M2 3.75h12M5.25 8H14M5.25 12.25H14M2 3.75v6.5a2 2 0 0 0 2 2" />
    </Icon>
  );
}

/** The drive a store lies on. */
export function StoreIcon() {
  return (
    <Icon>
      <path d="M2 9.75h12v3.75H2zM2 9.75l2-7.25h8l2 7.25M11.25 11.6v.01" />
    </Icon>
  );
}

export function MinimizeIcon() {
  return (
    <Icon>
      <path d="M3.5 8h9" strokeWidth="1.1" />
    </Icon>
  );
}

export function MaximizeIcon() {
  return (
    <Icon>
      <rect x="3.5" y="3.5" width="9" height="9" rx="0.5" strokeWidth="1.1" />
    </Icon>
  );
}

export function UnmaximizeIcon() {
  return (
    <Icon>
      <path d="M3.5 5.5h7v7h-7zM5.5 5.25V3.5h7v7h-1.75" strokeWidth="1.1" />
    </Icon>
  );
}

export function CloseWindowIcon() {
  return (
    <Icon>
      <path d="m3.75 3.75 8.5 8.5M12.25 3.75l-8.5 8.5" strokeWidth="1.1" />
    </Icon>
  );
}

type MarkProps = { readonly size: 16 | 40 };

/** The ice core without its frame: loose and warm above, pressed thin below (7, 4, 2 and 1 of sixteen). */
export function Mark({ size }: MarkProps) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path fill="var(--data-hot)" d="M3 0h10a2 2 0 0 1 2 2v4H1V2a2 2 0 0 1 2-2z" />
      <path fill="var(--data-cold)" d="M1 7h14v4H1z" />
      <path fill="var(--data-pressed)" d="M1 12h14v2H1zM2 15h12v1H2z" />
    </svg>
  );
}
