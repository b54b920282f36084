import type { ProjectUsage } from '#contract/store';
import type { ThreadState } from '#contract/thread';

const order = ['in_use', 'recent', 'cold', 'compressed', 'unclear'] as const;

/** A project's bytes by state, in the order of the store bar. */
export function projectParts({
  byState,
}: ProjectUsage): readonly { readonly state: ThreadState; readonly bytes: number }[] {
  return order.map((state) => ({ state, bytes: byState[state] })).filter(({ bytes }) => bytes > 0);
}

/** The one scale of the list: the largest project at its full size. */
export function projectScale(projects: readonly ProjectUsage[]): number {
  return Math.max(1, ...projects.map(({ physicalBytes, logicalBytes }) => Math.max(physicalBytes, logicalBytes)));
}
