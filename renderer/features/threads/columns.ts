import type { ThreadColumn } from '#contract/thread';

export type Column = {
  readonly id: ThreadColumn;
  readonly label: string;
  readonly isNumber: boolean;
  readonly sortLabel: string;
  /** What stands first when it rises, and when it falls. */
  readonly orders: readonly [rising: string, falling: string];
};

const words = ['A to Z', 'Z to A'] as const;
const sizes = ['smallest first', 'largest first'] as const;

/** The columns of the table after the checkbox, from left to right. */
export const columns: readonly Column[] = [
  { id: 'title', label: 'Title', isNumber: false, sortLabel: 'Sort by title', orders: words },
  { id: 'project', label: 'Project', isNumber: false, sortLabel: 'Sort by project', orders: words },
  {
    id: 'updated',
    label: 'Updated',
    isNumber: false,
    sortLabel: 'Sort by last change',
    orders: ['oldest first', 'newest first'],
  },
  { id: 'onDisk', label: 'On disk', isNumber: true, sortLabel: 'Sort by size on disk', orders: sizes },
  { id: 'fullSize', label: 'Full size', isNumber: true, sortLabel: 'Sort by full size', orders: sizes },
  { id: 'saved', label: 'Saved', isNumber: true, sortLabel: 'Sort by bytes saved', orders: sizes },
  { id: 'state', label: 'State', isNumber: false, sortLabel: 'Sort by state', orders: ['cold first', 'cold last'] },
];

/** Heights in px, as `--row-height` says; the virtual list counts with them. */
export const rowHeight = 32;
export const headHeight = 32;

export const rowElementId = (index: number) => `thread-row-${index}`;
