import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import { nodeFileSystem } from '#core/fs/nodeFileSystem';
import { systemOpeners } from '#core/fs/openers';
import type { FileState } from '#core/ports';
import { temporaryFolder } from '../../../support/store/temporaryFolder';
import type { Cleanup } from '../../../support/store/temporaryFolder';

let file: string;

beforeEach((context) => {
  file = path.join(temporaryFolder(context), 'file');
  fs.writeFileSync(file, 'content');
});

function opened(context: Cleanup, flags = 'r'): number {
  const fd = fs.openSync(file, flags);
  context.onTestFinished(() => fs.closeSync(fd));
  return fd;
}

/** Another program that has opened the file when this returns, or waits to. */
async function otherProgram(context: Cleanup, script: string): Promise<ChildProcessByStdio<Writable, Readable, null>> {
  const child = spawn('sh', ['-c', script, 'sh', file], { stdio: ['pipe', 'pipe', 'inherit'] });
  context.onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}

describe('a lease', () => {
  it('is held where nobody else has the file open, and given back', (context) => {
    const fd = opened(context);
    for (let time = 0; time < 2; time++) {
      const lease = systemOpeners.lease(fd);
      if (lease.kind !== 'held') throw new Error(`the test machine has leases: ${JSON.stringify(lease)}`);
      expect(lease.state()).toBe('whole');
      lease.release();
      expect(lease.state()).toBe('writer_waits');
    }
  });

  it.for(['r', 'r+', 'a'])(
    'is not to be had while a descriptor is open for %s, our own or another’s',
    async (flags, context) => {
      const fd = opened(context);
      const own = fs.openSync(file, flags);
      expect(systemOpeners.lease(fd)).toEqual({ kind: 'busy' });
      fs.closeSync(own);
      const redirect = flags === 'r' ? '3<"$1"' : flags === 'a' ? '3>>"$1"' : '3<>"$1"';
      const other = await otherProgram(context, `exec ${redirect}; echo open; read line`);
      expect(systemOpeners.lease(fd)).toEqual({ kind: 'busy' });
      other.stdin.end('\n');
      await once(other, 'exit');
      const lease = systemOpeners.lease(fd);
      expect(lease.kind).toBe('held');
      if (lease.kind === 'held') lease.release();
    },
  );

  it('keeps whoever opens the file waiting, and is no longer whole from then on', async (context) => {
    const fd = opened(context);
    const lease = systemOpeners.lease(fd);
    if (lease.kind !== 'held') throw new Error('the test machine has leases');
    const other = await otherProgram(context, 'echo begin; cat "$1" >/dev/null; echo done');
    const said: string[] = [];
    other.stdout.on('data', (text: Buffer) => said.push(text.toString()));
    while (lease.state() === 'whole') await new Promise((resolve) => setImmediate(resolve));
    expect(said).toEqual([]);
    lease.release();
    await once(other, 'exit');
    expect(said.join('')).toBe('done\n');
  });

  it('is not turned into a read lease while a writer waits beside the reader: the writer is the one to heed', async (context) => {
    const fd = opened(context);
    const lease = systemOpeners.lease(fd);
    if (lease.kind !== 'held') throw new Error('the test machine has leases');
    const reader = await otherProgram(context, 'echo begin; exec cat "$1" >/dev/null');
    while (lease.state() === 'whole') await new Promise((resolve) => setImmediate(resolve));
    expect(lease.state()).toBe('reader_waits');
    const writer = await otherProgram(context, 'echo begin; exec 3>>"$1"');
    while (lease.state() === 'reader_waits') await new Promise((resolve) => setImmediate(resolve));
    lease.letReadersIn();
    expect(lease.state()).toBe('writer_waits');
    lease.release();
    await Promise.all([once(reader, 'exit'), once(writer, 'exit')]);
  });

  it('outlives that the file is renamed and gets another name', (context) => {
    const fd = opened(context);
    const lease = systemOpeners.lease(fd);
    if (lease.kind !== 'held') throw new Error('the test machine has leases');
    fs.renameSync(file, `${file}2`);
    fs.linkSync(`${file}2`, file);
    fs.chmodSync(file, 0o600);
    fs.utimesSync(file, 1, 1);
    expect(lease.state()).toBe('whole');
    lease.release();
  });

  it('says why there is none, where the system grants none', () => {
    const fd = fs.openSync('/dev/null', 'r');
    expect(systemOpeners.lease(fd)).toEqual({ kind: 'unknown', reason: expect.stringMatching(/no leases \(E\w+\)/) });
    fs.closeSync(fd);
  });
});

describe('the holders of a file', () => {
  function state(): FileState {
    const found = nodeFileSystem.lstat(file);
    if (found === null) throw new Error('the file is there');
    return found;
  }

  it('are the other programs that have it open, by name and number, and not ourselves', async (context) => {
    opened(context);
    // Where a process of another user would not let us look, nobody can say that there is none.
    const nobody = systemOpeners.holders(state());
    expect(nobody ?? []).toEqual([]);
    const other = await otherProgram(context, 'exec 3<"$1"; echo open; read line');
    expect(systemOpeners.holders(state())).toEqual([
      expect.stringMatching(new RegExp(`^\\w+ \\(pid ${other.pid ?? 0}\\)$`)),
    ]);
    other.stdin.end('\n');
    await once(other, 'exit');
    expect(systemOpeners.holders(state())).toEqual(nobody);
  });

  it('are found under another name of the file too', async (context) => {
    fs.linkSync(file, `${file}2`);
    await otherProgram(context, 'exec 3<"${1}2"; echo open; read line');
    expect(systemOpeners.holders(state())).toHaveLength(1);
  });
});
