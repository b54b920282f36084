import type { ThreadColumn } from '#contract/thread';

export type Column = { readonly id: ThreadColumn; readonly label: string; readonly isNumber: boolean };

/** The columns of the table after the checkbox, from left to right. */
export const columns: readonly Column[] = [
  { id: 'title', label: 'Title', isNumber: false },
  { id: 'project', label: 'Project', isNumber: false },
  { id: 'updated', label: 'Updated', isNumber: false },
  { id: 'onDisk', label: 'On disk', isNumber: true },
  { id: 'fullSize', label: 'Full size', isNumber: true },
  { id: 'saved', label: 'Saved', isNumber: true },
  { id: 'state', label: 'State', isNumber: false },
];

/** Heights in px, as `--row-height` says; the virtual list counts with them. */
export const rowHeight = 32;
export const headHeight = 32;

export const rowElementId = (index: number) => `thread-row-${index}`;
