import { type Goal, goalOf } from '../../lib/listKeys';

export type TableCommand =
  | { readonly kind: 'go'; readonly goal: Goal; readonly extend: boolean }
  | { readonly kind: 'step'; readonly step: 1 | -1 }
  | { readonly kind: 'toggle' | 'selectAll' | 'open' | 'copyResume' | 'verify' };

type Stroke = {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  /** ⌘ on macOS, Ctrl elsewhere. */
  readonly modKey: boolean;
};

/** What a key means while the table has focus (DESIGN, Keyboard); `null` where it means nothing here. */
export function tableCommand({ key, shiftKey, altKey, modKey }: Stroke): TableCommand | null {
  if (altKey) return null;
  if (modKey) {
    if (key.toLowerCase() === 'a') return { kind: 'selectAll' };
    if (key.toLowerCase() === 'c') return { kind: 'copyResume' };
    return null;
  }
  const goal = goalOf(key);
  if (goal !== null) return { kind: 'go', goal, extend: shiftKey };
  switch (key) {
    case ' ':
      return { kind: 'toggle' };
    case 'Enter':
      return { kind: 'open' };
    case 'v':
      return { kind: 'verify' };
    case '[':
      return { kind: 'step', step: -1 };
    case ']':
      return { kind: 'step', step: 1 };
    default:
      return null;
  }
}
