import type { ThreadColumn } from '#contract/thread';

export type Column = {
  readonly id: ThreadColumn;
  readonly label: string;
  readonly isNumber: boolean;
  readonly sortLabel: string;
};

/** The columns of the table after the checkbox, from left to right. */
export const columns: readonly Column[] = [
  { id: 'title', label: 'Title', isNumber: false, sortLabel: 'Sort by title' },
  { id: 'project', label: 'Project', isNumber: false, sortLabel: 'Sort by project' },
  { id: 'updated', label: 'Updated', isNumber: false, sortLabel: 'Sort by last change' },
  { id: 'onDisk', label: 'On disk', isNumber: true, sortLabel: 'Sort by size on disk' },
  { id: 'fullSize', label: 'Full size', isNumber: true, sortLabel: 'Sort by full size' },
  { id: 'saved', label: 'Saved', isNumber: true, sortLabel: 'Sort by bytes saved' },
  { id: 'state', label: 'State', isNumber: false, sortLabel: 'Sort by state' },
];

/** Heights in px, as `--row-height` says; the virtual list counts with them. */
export const rowHeight = 32;
export const headHeight = 32;

export const rowElementId = (index: number) => `thread-row-${index}`;
