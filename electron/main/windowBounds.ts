import type { Bounds } from './windowState';

export const defaultSize = { width: 1280, height: 800 } as const;
export const minimumSize = { width: 960, height: 600 } as const;

/** So much of the title bar must be on a display for a person to get hold of the window. */
const grip = { width: 200, height: 44 } as const;

/**
 * Where the window opens: at its remembered place if a person can still reach it there, never larger than the display
 * it is on, never smaller than the layout allows. `null`: at the default size, in the middle.
 */
export function placeWindow(remembered: Bounds | null, workAreas: readonly Bounds[]): Bounds | null {
  if (remembered === null) return null;
  const area = workAreas.find((candidate) => isReachable(remembered, candidate));
  if (area === undefined) return null;
  const width = clamp(remembered.width, minimumSize.width, area.width);
  const height = clamp(remembered.height, minimumSize.height, area.height);
  return { x: remembered.x, y: remembered.y, width, height };
}

function isReachable(window: Bounds, area: Bounds): boolean {
  const left = Math.max(window.x, area.x);
  const right = Math.min(window.x + window.width, area.x + area.width);
  const gripInHeight = window.y >= area.y && window.y + grip.height <= area.y + area.height;
  return right - left >= grip.width && gripInHeight;
}

/** The minimum wins over a display that is smaller than it. */
function clamp(value: number, min: number, max: number): number {
  return Math.max(min, Math.min(value, max));
}
