import type { ReactNode } from 'react';

type IconProps = { readonly children: ReactNode };

/** The frame of every icon of this product: 16 px, 1.5 stroke, the colour of the text beside it, silent to readers. */
export function Icon({ children }: IconProps) {
  return (
    <svg
      width="16"
      height="16"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}
