import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { nodeFileSystem } from '#core/fs/nodeFileSystem';
import type { Head } from '#core/rollout/headLines';
import { createHeadReader, MAX_HEAD_BYTES } from '#core/rollout/readHead';
import { createDecoder } from '#core/zstd/codec';
import type { Cleanup } from '../../../support/store/temporaryFolder';
import { temporaryFolder } from '../../../support/store/temporaryFolder';
import { bombFrame, skippableFrame, zstdFrame } from '../../../support/store/zstdFrames';

const ID = '0190aaaa-bbbb-7ccc-8ddd-eeeeffff0001';
const heads = createHeadReader(nodeFileSystem, createDecoder());

const line = (record: object): string => `${JSON.stringify(record)}\n`;
const meta = (payload: object = {}): string =>
  line({ timestamp: '2026-01-02T03:04:05Z', type: 'session_meta', payload: { id: ID, ...payload } });
const legacy = (message: string, more: object = {}): string =>
  line({ type: 'event_msg', payload: { type: 'user_message', message, ...more } });
const paginated = (...content: readonly object[]): string =>
  line({ type: 'event_msg', payload: { type: 'item_completed', item: { type: 'UserMessage', content } } });
const output = (bytes: number): string => line({ type: 'response_item', payload: { output: 'x'.repeat(bytes) } });

/** The head of a file with this content, plain and compressed: both must say the same. */
function headOf(context: Cleanup, content: string | Buffer): Head {
  const plain = read(context, Buffer.from(content), 'plain');
  expect(read(context, zstdFrame(Buffer.from(content)), 'compressed')).toEqual(plain);
  return plain;
}

function read(context: Cleanup, bytes: Buffer, kind: 'plain' | 'compressed'): Head {
  const file = path.join(temporaryFolder(context), 'rollout');
  fs.writeFileSync(file, bytes);
  const fd = fs.openSync(file, 'r');
  try {
    return kind === 'plain' ? heads.readPlain(fd) : heads.readCompressed(fd);
  } finally {
    fs.closeSync(fd);
  }
}

describe('session_meta', () => {
  test('gives the facts of the thread', (context) => {
    const payload = {
      timestamp: '2026-01-02T03:04:05.678Z',
      cwd: '/home/mira/code/atlas',
      originator: 'codex-tui',
      cli_version: '0.169.0',
      source: 'cli',
      history_mode: 'paginated',
      git: { branch: 'main', commit_hash: 'f'.repeat(40) },
      history_base: { thread_id: 'parent', end_ordinal_exclusive: 3, end_byte_offset: 99 },
      something_new: { deep: [1] },
    };
    const turn = line({ type: 'turn_context', payload: { model: 'gpt-5.5', cwd: '/' } });
    expect(headOf(context, meta(payload) + turn + legacy('Hello'))).toEqual({
      meta: {
        id: ID,
        createdAtMs: Date.parse('2026-01-02T03:04:05.678Z'),
        cwd: '/home/mira/code/atlas',
        branch: 'main',
        cliVersion: '0.169.0',
        originator: 'codex-tui',
        source: 'cli',
        historyMode: 'paginated',
        parentId: 'parent',
        baseId: 'parent',
      },
      title: 'Hello',
      model: 'gpt-5.5',
      problem: null,
    });
  });

  test('with fields missing, null or of another shape gives what is left', (context) => {
    const odd = { timestamp: 7, cwd: null, git: 'main', source: { subagent: 'review' }, history_base: 3 };
    expect(headOf(context, meta({ ...odd, history_mode: 'holographic' }))).toEqual({
      meta: {
        id: ID,
        createdAtMs: null,
        cwd: null,
        branch: null,
        cliVersion: null,
        originator: null,
        source: 'subagent',
        historyMode: null,
        parentId: null,
        baseId: null,
      },
      title: null,
      model: null,
      problem: null,
    });
    expect(headOf(context, meta()).meta?.historyMode).toBe('legacy');
  });

  test.for([
    [{ forked_from_id: 'fork' }, 'fork'],
    [{ history_base: { thread_id: 'base' } }, 'base'],
    [{ source: { subagent: { thread_spawn: { parent_thread_id: 'spawner', depth: 1 } } } }, 'spawner'],
    [{ source: { custom: 'x' } }, null],
  ] as const)('of %j has the parent %s', ([payload, parentId], context) => {
    expect(read(context, Buffer.from(meta(payload)), 'plain').meta?.parentId).toBe(parentId);
  });
});

describe('the title', () => {
  test('is the first message of the user, legacy or paginated', (context) => {
    expect(headOf(context, meta() + legacy('One') + legacy('Two')).title).toBe('One');
    const parts = [
      { type: 'text', text: 'Three ' },
      { type: 'image', image_url: 'data:' },
      { type: 'text', text: 'four' },
    ];
    expect(headOf(context, meta() + paginated(...parts)).title).toBe('Three four');
  });

  test('of images only is [Image], and an empty message leaves it to the next one', (context) => {
    expect(headOf(context, meta() + legacy('', { images: ['data:'] })).title).toBe('[Image]');
    expect(headOf(context, meta() + legacy('', { images: null, local_images: ['/a.png'] })).title).toBe('[Image]');
    expect(headOf(context, meta() + paginated({ type: 'local_image', path: '/a' })).title).toBe('[Image]');
    expect(
      headOf(context, meta() + legacy(' ', { images: [] }) + paginated({ type: 'text', text: 'Next' })).title,
    ).toBe('Next');
  });

  test('is found behind records of half a megabyte, and not looked for beyond the first one', (context) => {
    expect(headOf(context, meta() + output(600_000) + legacy('Far')).title).toBe('Far');
    expect(headOf(context, meta() + output(MAX_HEAD_BYTES) + legacy('Too far')).title).toBeNull();
  });

  test('is found in a last line without a newline, and with CR LF', (context) => {
    expect(headOf(context, (meta() + legacy('End')).trimEnd()).title).toBe('End');
    expect(headOf(context, (meta() + legacy('Windows')).replaceAll('\n', '\r\n'))).toMatchObject({
      meta: { id: ID },
      title: 'Windows',
      problem: null,
    });
  });

  test('does not mind torn lines, empty lines, NUL bytes and other encodings before it', (context) => {
    const latin = Buffer.from('{"type":"event_msg","payload":{"type":"user_message","message":"caf\xe9"}}\n', 'latin1');
    const broken = Buffer.concat([Buffer.from(`${meta()}{"type":"event_msg","user_message\n\n`), Buffer.alloc(4096)]);
    expect(headOf(context, Buffer.concat([broken, Buffer.from(`\n${legacy('Good')}`)])).title).toBe('Good');
    expect(headOf(context, Buffer.concat([Buffer.from(meta()), latin]))).toMatchObject({
      title: 'caf\ufffd',
      problem: null,
    });
  });
});

describe('a head that Codex would refuse', () => {
  test('has a first line that is no session_meta; the facts are shown all the same', (context) => {
    const head = headOf(context, `#\n${meta({ cwd: '/w' })}${legacy('Hello')}`);
    expect(head).toMatchObject({ meta: { cwd: '/w' }, title: 'Hello', problem: { kind: 'unreadable' } });
    expect(head.problem?.reason).toMatch(/first line is not a readable session_meta/);
  });

  test('has bytes that are not UTF-8 in its first line', (context) => {
    const text = Buffer.from(meta({ cwd: '/caf@' }));
    text.writeUInt8(0xe9, text.indexOf('@'));
    expect(headOf(context, text)).toMatchObject({ meta: { cwd: '/caf\ufffd' }, problem: { kind: 'unreadable' } });
  });

  test('is empty', (context) => {
    expect(headOf(context, '')).toEqual({
      meta: null,
      title: null,
      model: null,
      problem: expect.objectContaining({ kind: 'damaged' }) as unknown,
    });
  });

  test('has a first record of more than 1 MiB, which is not read any further', (context) => {
    const long = meta({ base_instructions: { text: 'x'.repeat(3 * MAX_HEAD_BYTES) } });
    expect(headOf(context, long + legacy('Hello')).problem?.reason).toMatch(/longer than 1 MiB/);
    expect(headOf(context, 'x'.repeat(3 * MAX_HEAD_BYTES)).problem?.reason).toMatch(/longer than 1 MiB/);
  });

  test('a first record of almost 1 MiB is read', (context) => {
    expect(headOf(context, meta({ base_instructions: { text: 'x'.repeat(MAX_HEAD_BYTES - 300) } })).meta?.id).toBe(ID);
  });
});

describe('a compressed head', () => {
  test('may be of many frames, cut in the middle of a line, with skippable ones between', (context) => {
    const content = Buffer.from(meta() + legacy('Frames'));
    const cuts = [content.subarray(0, 7), content.subarray(7, 50), content.subarray(50)];
    const bytes = Buffer.concat(cuts.flatMap((part) => [skippableFrame('between'), zstdFrame(part)]));
    expect(read(context, bytes, 'compressed')).toMatchObject({ meta: { id: ID }, title: 'Frames', problem: null });
  });

  test('of a file that decodes to a gigabyte is read without decoding it', (context) => {
    const startedAt = performance.now();
    const head = read(context, bombFrame(Buffer.from(meta()), 8192), 'compressed');
    expect(head).toMatchObject({ meta: { id: ID }, title: null, problem: null });
    expect(performance.now() - startedAt).toBeLessThan(500);
  });

  test('that is damaged gives what comes before the damage', (context) => {
    const frame = zstdFrame(Buffer.from(meta() + legacy('Kept')));
    const bytes = Buffer.concat([frame, Buffer.from('garbage behind the frame')]);
    const damagedFirst = Buffer.concat([Buffer.from('garbage'), frame]);
    expect(read(context, bytes, 'compressed')).toMatchObject({ title: 'Kept', meta: { id: ID } });
    expect(read(context, damagedFirst, 'compressed')).toMatchObject({ meta: null, problem: { kind: 'damaged' } });
    expect(read(context, frame, 'compressed').problem).toBeNull();
  });
});
