import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Cleanup } from '../../support/store/temporaryFolder';

/**
 * File systems that lack something: `exfat` (through FUSE) has no hard links, no rename that does not replace, no modes and
 * no owners, and times in whole seconds; `ext2` with old inodes has times in whole seconds; `overlay` has everything, in two
 * layers. Each needs root; where this machine cannot mount one, the test fails.
 */
export type OddDisk = 'exfat' | 'ext2' | 'overlay';

const IMAGE_BYTES = 96 * 2 ** 20;

function run(command: string, ...args: readonly string[]): string {
  return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

/** An image file in a loop device, with the file system that `make` puts on it. */
function loopDevice(folder: string, make: (image: string) => unknown, context: Cleanup): string {
  const image = path.join(folder, 'image');
  fs.writeFileSync(image, '');
  fs.truncateSync(image, IMAGE_BYTES);
  make(image);
  const device = run('losetup', '--find', '--show', image);
  context.onTestFinished(() => void run('losetup', '--detach', device));
  return device;
}

/** An empty disk of that kind below `folder`, until the test ends. */
export function mountOddDisk(kind: OddDisk, folder: string, context: Cleanup): string {
  const target = path.join(folder, 'disk');
  fs.mkdirSync(target);
  if (kind === 'exfat') {
    const device = loopDevice(folder, (image) => run('mkfs.exfat', image), context);
    run('mount.exfat-fuse', device, target);
  } else if (kind === 'ext2') {
    const device = loopDevice(folder, (image) => run('mkfs.ext2', '-q', '-I', '128', image), context);
    run('mount', device, target);
  } else {
    for (const layer of ['lower', 'upper', 'work']) fs.mkdirSync(path.join(folder, layer));
    const layers = ['lower', 'upper', 'work'].map((name) => `${name}dir=${path.join(folder, name)}`).join(',');
    run('mount', '-t', 'overlay', 'overlay', '-o', layers, target);
  }
  context.onTestFinished(() => void run('umount', target));
  return target;
}
