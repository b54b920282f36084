import { createHash } from 'node:crypto';
import type { Random } from '#core/demo/random';
import { afterPowerCut, dirtyOf, entriesOf, FATES, pendingOf, ROOT_INO } from './modelDisk';
import type { Disk, Fate } from './modelDisk';

type Keeps = (order: number) => boolean;

/**
 * Which directory operations the disk has: none, all, each one alone kept or lost, all up to each one, and random ones
 * (a file system may write independent operations in any order).
 */
function keptOrders(orders: readonly number[], random: Random, randomStates: number): readonly Keeps[] {
  const each = orders.flatMap((order): Keeps[] => [
    (other) => other === order,
    (other) => other !== order,
    (other) => other <= order,
  ]);
  const mixed = Array.from({ length: orders.length > 1 ? randomStates : 0 }, (): Keeps => {
    const kept = new Set(orders.filter(() => random.chance(0.5)));
    return (order) => kept.has(order);
  });
  return [() => false, () => true, ...each, ...mixed];
}

/** What became of unsynced content: the same of every file, or of each its own. */
function fates(dirty: readonly number[], random: Random): readonly ((ino: number) => Fate)[] {
  if (dirty.length === 0) return [() => 'synced'];
  const same = FATES.map((fate) => () => fate);
  if (dirty.length === 1) return same;
  const own = new Map(dirty.map((ino) => [ino, random.pick(FATES)]));
  return [...same, (ino) => own.get(ino) ?? 'synced'];
}

const digests = new WeakMap<Buffer, string>();

function digestOf(content: Buffer): string {
  const known = digests.get(content);
  if (known !== undefined) return known;
  const digest = createHash('sha256').update(content).digest('base64');
  digests.set(content, digest);
  return digest;
}

/** The same text for disks on which the same stands. */
export function pictureOf(disk: Disk): string {
  const draw = (ino: number): string => {
    const node = disk.get(ino);
    if (node === undefined) return '?';
    if (node.kind === 'file') {
      return `${digestOf(node.content)} ${node.meta.mode} ${String(node.meta.mtimeNs)} #${ino}`;
    }
    const names = Array.from(entriesOf(node)).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${names.map(([name, child]) => `${name}:${draw(child)}`).join(',')}}`;
  };
  return draw(ROOT_INO);
}

/** The disks that may be found after the power went at this moment, each once. */
export function survivorsOf(disk: Disk, random: Random, randomStates: number): readonly Disk[] {
  const orders = pendingOf(disk).map(({ order }) => order);
  const dirty = dirtyOf(disk);
  const found = new Map<string, Disk>();
  for (const keeps of keptOrders(orders, random, randomStates)) {
    for (const fate of fates(dirty, random)) {
      const left = afterPowerCut(disk, { keeps: ({ order }) => keeps(order), fate });
      found.set(pictureOf(left), left);
    }
  }
  return Array.from(found.values());
}
