import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { nodeFileSystem } from '#core/fs/nodeFileSystem';
import { createRescanner } from '#core/ops/scanStore';
import { createDecoder } from '#core/zstd/codec';
import { encodeReceipt } from '#core/zstd/receipt';
import { everything } from '../../../support/catalogRows';
import { COLD, DAY, ID, NAME, oneThread, put, rolloutText, titleOf } from '../../../support/scanLab';
import { zstdFrame } from '../../../support/store/zstdFrames';

describe('names', () => {
  const index = (home: string, ...lines: readonly string[]): void =>
    fs.appendFileSync(path.join(home, 'session_index.jsonl'), lines.map((line) => `${line}\n`).join(''));
  const named = (name: string | null): string =>
    JSON.stringify({ id: ID, thread_name: name, updated_at: '2026-01-01T00:00:00Z' });

  test('the last line about a thread wins, torn lines and long ones do not matter', (context) => {
    const lab = oneThread(context);
    index(lab.home, named('First'), '{"id":"019', 'x'.repeat(900_000), '', named('  Second\nname '));
    lab.scan();
    expect(lab.catalog.details(ID, COLD)).toMatchObject({ title: 'Second name', name: 'Second name' });
    expect(lab.catalog.counts({ ...everything, text: 'SECOND' }, COLD)).toMatchObject({ cold: 1 });
    fs.appendFileSync(path.join(lab.home, 'session_index.jsonl'), named('Third'));
    lab.scan();
    expect(titleOf(lab)).toBe('Third');
    index(lab.home, '', named(''));
    lab.scan();
    expect(lab.catalog.details(ID, COLD)).toMatchObject({ title: 'Hello', name: null });
  });

  test('an index that is a folder or a link names nothing', (context) => {
    const lab = oneThread(context);
    fs.mkdirSync(path.join(lab.home, 'session_index.jsonl'));
    lab.scan();
    expect(titleOf(lab)).toBe('Hello');
  });
});

describe('full sizes that no header tells', () => {
  test('are found by decoding, once', (context) => {
    const lab = oneThread(context);
    const content = fs.readFileSync(lab.file);
    fs.rmSync(lab.file);
    const zst = put(lab.home, `${DAY}/${NAME}.zst`, zstdFrame(content, { contentSize: false }));
    lab.scan();
    expect(lab.catalog.details(ID, COLD)).toMatchObject({ logicalBytes: content.length, problem: null });
    const revision = lab.catalog.revision();
    lab.scan();
    expect(lab.catalog.revision()).toBe(revision);
    const two = Buffer.concat([zstdFrame(content, { contentSize: false }), zstdFrame(Buffer.alloc(5_000_000))]);
    fs.writeFileSync(zst, two);
    lab.scan();
    expect(lab.catalog.details(ID, COLD)).toMatchObject({ logicalBytes: content.length + 5_000_000 });
  });

  test('of damaged content are unknown, and the thread says so', (context) => {
    const lab = oneThread(context);
    fs.rmSync(lab.file);
    const noise = Buffer.from(Array.from({ length: 3_000_000 }, (_, n) => (n * 7919 + (n >> 8) * 31) & 0xff));
    const content = Buffer.concat([Buffer.from(rolloutText('Hello')), noise]);
    const bytes = zstdFrame(content, { contentSize: false, checksum: true });
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
    put(lab.home, `${DAY}/${NAME}.zst`, bytes);
    lab.scan();
    expect(lab.catalog.details(ID, COLD)).toMatchObject({
      title: 'Hello',
      logicalBytes: null,
      state: 'unclear',
      problem: expect.stringMatching(/damaged/) as unknown,
    });
  });
});

test('a receipt of ours is shown, and another tool’s frame is not', (context) => {
  const lab = oneThread(context);
  const content = fs.readFileSync(lab.file);
  fs.rmSync(lab.file);
  const receipt = {
    v: 1,
    sha256: 'a'.repeat(64),
    bytes: content.length,
    mtimeNs: '1',
    mode: '600',
    tool: 'coldpress',
  } as const;
  put(lab.home, `${DAY}/${NAME}.zst`, Buffer.concat([zstdFrame(content), encodeReceipt(receipt)]));
  lab.scan();
  const { sha256, bytes, tool } = receipt;
  expect(lab.catalog.details(ID, COLD)).toMatchObject({ receipt: { sha256, bytes, tool }, problem: null });
});

describe.runIf(process.platform === 'linux')('threads in use', () => {
  test('are marked at a scan, and released by a refresh', async (context) => {
    const lab = oneThread(context);
    const lock = put(lab.home, `thread-writer-locks/${ID}.lock`, '');
    const holder = spawn('flock', ['-x', lock, '-c', 'echo held; exec cat'], { stdio: ['pipe', 'pipe', 'inherit'] });
    await new Promise((resolve) => holder.stdout.once('data', resolve));
    lab.scan();
    expect(lab.catalog.details(ID, COLD)?.state).toBe('in_use');
    const ended = new Promise((resolve) => holder.once('exit', resolve));
    holder.stdin.end();
    await ended;
    const { home, catalog } = lab;
    const rescanner = createRescanner({ fs: nodeFileSystem, catalog, home, decoder: createDecoder() });
    expect(rescanner.refreshInUse()).toBe(true);
    expect(rescanner.refreshInUse()).toBe(false);
    expect(catalog.details(ID, COLD)?.state).toBe('cold');
  });
});

describe('a rescan of some threads', () => {
  test('sees them compressed, archived or gone, and touches no other row', (context) => {
    const lab = oneThread(context);
    const { home, catalog } = lab;
    lab.scan();
    const { rescan } = createRescanner({ fs: nodeFileSystem, catalog, home, decoder: createDecoder() });
    const content = fs.readFileSync(lab.file);
    put(home, `${DAY}/${NAME}.zst`, zstdFrame(content));
    fs.rmSync(lab.file);
    const revision = rescan([ID, '0190aaaa-bbbb-7ccc-8ddd-eeeeffff0099']);
    expect(catalog.revision()).toBe(revision);
    expect(catalog.details(ID, COLD)).toMatchObject({ state: 'compressed', logicalBytes: content.length });
    fs.mkdirSync(path.join(home, 'archived_sessions'));
    fs.renameSync(`${lab.file}.zst`, path.join(home, 'archived_sessions', `${NAME}.zst`));
    rescan([ID]);
    expect(catalog.details(ID, COLD)).toMatchObject({ archived: true, state: 'compressed' });
    fs.renameSync(path.join(home, 'archived_sessions', `${NAME}.zst`), `${lab.file}.zst`);
    rescan([ID]);
    expect(catalog.details(ID, COLD)).toMatchObject({ archived: false, path: `${DAY}/${NAME}.zst` });
    fs.rmSync(`${lab.file}.zst`);
    rescan([ID]);
    expect(catalog.details(ID, COLD)).toBeNull();
  });
});
