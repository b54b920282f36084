import fs from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { makeOddBase } from './oddBase';
import type { OddBase } from './oddBase';
import { sha256 } from './storeFile';
import { bombFrame, BOMB_BLOCK_BYTES, skippableFrame, wideWindowFrame, zstdFrame } from './zstdFrames';

/** What is to lie in the store: a plain file, a compressed one, or both. */
type Files = {
  readonly plain?: Buffer;
  readonly zst?: Buffer;
  readonly mode?: number;
  /** The `.zst` is broken, or no decoder of Codex takes it. */
  readonly undecodable?: true;
  /** What the `.zst` decodes to, where it is too long for a Buffer here. */
  readonly contentBytes?: number;
};
type Oddity = { readonly note: string; readonly files: (base: OddBase) => Files; readonly place?: Place };
/** Changes what lies there: links. */
type Place = (file: string, home: string) => void;

const NEWLINE = 10;
const LONG_FIRST_LINE_BYTES = 1_200_000;
const BOMB_BLOCKS = 8192;

const join = (...parts: readonly (Buffer | string)[]): Buffer => Buffer.concat(parts.map((part) => Buffer.from(part)));
/** Cut after a line, about in the middle. */
const firstHalf = (content: Buffer): Buffer => content.subarray(0, content.indexOf(NEWLINE, content.length >> 1) + 1);
const without = (content: Buffer, bytes: number): Buffer => content.subarray(0, content.length - bytes);

function flipBit(bytes: Buffer): Buffer {
  const flipped = Buffer.from(bytes);
  const middle = flipped.length >> 1;
  flipped.writeUInt8(flipped.readUInt8(middle) ^ 4, middle);
  return flipped;
}

function longFirstLine({ content }: OddBase): Buffer {
  const text = content.toString('utf8');
  return Buffer.from(text.replace('"base_instructions":{"text":"', `$&${'long '.repeat(LONG_FIRST_LINE_BYTES / 5)}`));
}

const ODDITIES = {
  'no-final-newline': {
    note: 'the last line has no newline',
    files: ({ content }) => ({ plain: without(content, 1) }),
  },
  'torn-last-line': {
    note: 'the last line is cut off',
    files: ({ content, line }) => ({ plain: join(content, line('cut off').subarray(0, 70)) }),
  },
  'invalid-utf8': {
    note: 'a line with bytes that are not UTF-8',
    files: ({ content, line }) => {
      const [head = '', tail = ''] = line('before@after').toString().split('@');
      return { plain: join(content, head, Buffer.from('fffec328eda080', 'hex'), tail) };
    },
  },
  'long-line': {
    note: 'a line of 6 MB',
    files: ({ content, line }) => ({ plain: join(content, line('x'.repeat(6e6))) }),
  },
  'long-first-line': {
    note: 'session_meta is longer than 1 MiB',
    files: (base) => ({ plain: longFirstLine(base) }),
  },
  crlf: {
    note: 'lines end with CR LF',
    files: ({ content }) => ({ plain: Buffer.from(content.toString('utf8').replaceAll('\n', '\r\n')) }),
  },
  'nul-bytes': {
    note: '4096 NUL bytes at the end, as after a power failure',
    files: ({ content }) => ({ plain: join(content, Buffer.alloc(4096)) }),
  },
  'unknown-types': {
    note: 'a line of a type that nobody knows, and an empty line',
    files: ({ content, line }) => ({
      plain: join(content, line('new').toString().replace('event_msg', 'hologram'), '\n'),
    }),
  },
  'bad-first-line': { note: 'the first line is not JSON', files: ({ content }) => ({ plain: join('#\n', content) }) },
  'only-first-line': {
    note: 'session_meta and nothing else',
    files: ({ content }) => ({ plain: content.subarray(0, content.indexOf(NEWLINE) + 1) }),
  },
  'wrong-id': {
    note: 'session_meta names another thread than the file',
    files: ({ content, id }) => ({
      plain: Buffer.from(content.toString('utf8').replaceAll(id, `${id.slice(0, -4)}beef`)),
    }),
  },
  'read-only': { note: 'the file may only be read', files: ({ content }) => ({ plain: content, mode: 0o400 }) },
  'no-permission': {
    note: 'the file may not even be read (root may)',
    files: ({ content }) => ({ plain: content, mode: 0 }),
  },
  symlink: {
    note: 'a symbolic link to a file outside the sessions',
    files: ({ content }) => ({ plain: content }),
    place: (file, home) => {
      const real = path.join(home, 'elsewhere', path.basename(file));
      fs.mkdirSync(path.dirname(real), { recursive: true });
      fs.renameSync(file, real);
      fs.symlinkSync(path.relative(path.dirname(file), real), file);
    },
  },
  hardlink: {
    note: 'the file has a second name, in the folder "backup"',
    files: ({ content }) => ({ plain: content }),
    place: (file, home) => {
      fs.mkdirSync(path.join(home, 'backup'), { recursive: true });
      fs.linkSync(file, path.join(home, 'backup', path.basename(file)));
    },
  },
  'both-equal': {
    note: 'plain and .zst with the same content',
    files: ({ content }) => ({ plain: content, zst: zstdFrame(content) }),
  },
  'both-stale': {
    note: 'the .zst holds a shorter, older state',
    files: ({ content }) => ({ plain: content, zst: zstdFrame(firstHalf(content)) }),
  },
  'both-conflict': {
    note: 'plain and .zst went different ways',
    files: ({ content, line }) => ({ plain: content, zst: zstdFrame(join(firstHalf(content), line('another way'))) }),
  },
  'both-damaged': {
    note: 'a plain file beside a .zst that does not decode',
    files: ({ content }) => ({ plain: content, zst: without(zstdFrame(content), 100) }),
  },
  'zst-truncated': {
    note: 'the .zst ends early',
    files: ({ content }) => ({ zst: without(zstdFrame(content), 1000), undecodable: true }),
  },
  'zst-bit-flip': {
    note: 'a .zst with checksum and one wrong bit',
    files: ({ content }) => ({ zst: flipBit(zstdFrame(content, { checksum: true })), undecodable: true }),
  },
  'zst-trailing-garbage': {
    note: 'the .zst goes on with other bytes',
    files: ({ content }) => ({ zst: join(zstdFrame(content), 'not a frame'), undecodable: true }),
  },
  'zst-empty': { note: 'a .zst of 0 bytes', files: () => ({ zst: Buffer.alloc(0), undecodable: true }) },
  'zst-is-gzip': {
    note: 'gzip under the name .zst',
    files: ({ content }) => ({ zst: gzipSync(content), undecodable: true }),
  },
  'zst-wide-window': {
    note: 'the window is larger than the 128 MiB that Codex accepts',
    files: ({ content }) => ({ zst: wideWindowFrame(content), undecodable: true }),
  },
  'zst-bomb': {
    note: 'a small .zst that decodes to 1 GiB in one line',
    files: ({ content }) => ({
      zst: bombFrame(content, BOMB_BLOCKS),
      contentBytes: content.length + BOMB_BLOCKS * BOMB_BLOCK_BYTES,
    }),
  },
  'zst-multi-frame': {
    note: 'two frames, cut in the middle of a line',
    files: ({ content }) => ({
      zst: join(zstdFrame(content.subarray(0, 10_001)), zstdFrame(content.subarray(10_001))),
    }),
  },
  'zst-unknown-size': {
    note: 'the frame header has no content size',
    files: ({ content }) => ({ zst: zstdFrame(content, { contentSize: false }) }),
  },
  'zst-skippable-first': {
    note: 'a skippable frame before the content',
    files: ({ content }) => ({ zst: join(skippableFrame('made by a tool'), zstdFrame(content)) }),
  },
  'zst-skippable-last': {
    note: 'a skippable frame after the content',
    files: ({ content }) => ({ zst: join(zstdFrame(content), skippableFrame('{"v":9}')) }),
  },
} as const satisfies Readonly<Record<string, Oddity>>;

export type OddityLabel = keyof typeof ODDITIES;
export const ODDITY_LABELS = Object.keys(ODDITIES) as readonly OddityLabel[];

export type OddThread = {
  readonly label: OddityLabel;
  readonly note: string;
  readonly id: string;
  /** The file that Codex would use, relative to the store: the plain one where there are two. */
  readonly path: string;
  /** The `.zst` beside a plain file. */
  readonly twinPath: string | null;
  /** What `path` decodes to; the hash is null where it is too long to be made here. Null when it does not decode. */
  readonly content: { readonly bytes: number; readonly sha256: string | null } | null;
};

/** Adds one small cold thread for each label to a store. */
export function addOddities(home: string, labels: readonly OddityLabel[], nowMs: number): readonly OddThread[] {
  return labels.map((label) => addOddity(home, label, nowMs));
}

function addOddity(home: string, label: OddityLabel, nowMs: number): OddThread {
  const oddity: Oddity = ODDITIES[label];
  const base = makeOddBase(label, nowMs);
  const files = oddity.files(base);
  const plain = path.join(home, base.plainPath);
  fs.mkdirSync(path.dirname(plain), { recursive: true });
  const write = (file: string, content: Buffer | undefined): void => {
    if (content === undefined) return;
    fs.writeFileSync(file, content);
    fs.utimesSync(file, base.endMs / 1000, base.endMs / 1000);
    fs.chmodSync(file, files.mode ?? 0o600);
  };
  write(plain, files.plain);
  write(`${plain}.zst`, files.zst);
  oddity.place?.(plain, home);
  const hasPlain = files.plain !== undefined;
  return {
    label,
    note: oddity.note,
    id: base.id,
    path: hasPlain ? base.plainPath : `${base.plainPath}.zst`,
    twinPath: hasPlain && files.zst !== undefined ? `${base.plainPath}.zst` : null,
    content: contentOf(files, base),
  };
}

function contentOf({ plain, undecodable, contentBytes }: Files, { content }: OddBase): OddThread['content'] {
  if (undecodable === true) return null;
  if (contentBytes !== undefined) return { bytes: contentBytes, sha256: null };
  const bytes = plain ?? content;
  return { bytes: bytes.length, sha256: sha256(bytes) };
}
