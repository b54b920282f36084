import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { takeRunLock } from '#core/locks/storeLocks';
import { asidesFolderName, listAsides, putBackAside, setAside } from '#core/ops/asides';
import type { Asides } from '#core/ops/asides';
import { systemEffects } from '#core/systemEffects';
import { ID, makeRolloutFixture, NAME, PLAIN_PATH } from '../../../support/rolloutFixture';
import type { RolloutFixture } from '../../../support/rolloutFixture';
import { temporaryFolder } from '../../../support/store/temporaryFolder';

let store: RolloutFixture;
let asides: Asides;
let text: Buffer;
const REQUEST = { asideId: 'a1', threadId: ID, path: `${PLAIN_PATH}.zst`, reason: 'You chose the plain file.' };

/** A plain file and a compressed one of other content: a conflict. */
beforeEach((context) => {
  store = makeRolloutFixture();
  context.onTestFinished(() => store.remove());
  text = Buffer.from('another version of this thread');
  fs.writeFileSync(`${store.plain}.zst`, text, { mode: 0o640 });
  fs.utimesSync(`${store.plain}.zst`, 1_750_000_000.5, 1_750_000_000.5);
  const data = temporaryFolder(context);
  const ledger = { file: path.join(data, 'ledger.jsonl'), tool: 'test', trigger: 'window', jobId: null } as const;
  asides = { effects: systemEffects, home: store.home, folder: path.join(data, asidesFolderName(store.home)), ledger };
});

function names(): readonly string[] {
  return fs.readdirSync(path.dirname(store.plain)).sort();
}

function copies(): readonly string[] {
  return fs.existsSync(asides.folder) ? fs.readdirSync(asides.folder) : [];
}

describe('setting a file aside', () => {
  it('moves it, proven, out of the store, and puts it back with its bytes, time and mode', () => {
    const before = store.snapshot();
    const sha256 = createHash('sha256').update(text).digest('hex');
    const expected = { asideId: 'a1', threadId: ID, title: null, path: REQUEST.path, bytes: text.length, sha256 };
    expect(setAside(asides, REQUEST)).toMatchObject(expected);
    expect(names()).toEqual([NAME]);
    expect(fs.readFileSync(path.join(asides.folder, `a1.${NAME}.zst`))).toEqual(text);
    expect(listAsides(asides)).toMatchObject([expected]);
    putBackAside(asides, 'a1');
    expect(store.snapshot()).toEqual(before);
    expect({ copies: copies(), list: listAsides(asides) }).toEqual({ copies: [], list: [] });
  });

  it('leaves it where it is, and keeps no copy, while somebody has it open', () => {
    const before = store.snapshot();
    const fd = fs.openSync(`${store.plain}.zst`, 'r');
    expect(() => setAside(asides, REQUEST)).toThrow(/open in another program/);
    fs.closeSync(fd);
    expect(store.snapshot()).toEqual(before);
    expect({ copies: copies(), list: listAsides(asides) }).toEqual({ copies: [], list: [] });
  });

  it('leaves it where it is while the thread is loaded in Codex, or another run holds the store', () => {
    const before = store.snapshot();
    const lock = path.join(store.home, 'thread-writer-locks', `${ID}.lock`);
    fs.mkdirSync(path.dirname(lock));
    const fd = fs.openSync(lock, 'w');
    systemEffects.locks.tryLock(fd);
    expect(() => setAside(asides, REQUEST)).toThrow(/loaded in Codex/);
    fs.closeSync(fd);
    const run = takeRunLock(systemEffects, store.home);
    expect(() => setAside(asides, REQUEST)).toThrow(/Another run holds this store/);
    run?.release();
    expect(store.snapshot()).toEqual(before);
    expect(copies()).toEqual([]);
  });

  it('takes nothing from outside the store’s two folders, and no link', () => {
    for (const wrong of ['config.toml', '../x', 'sessions/../config.toml', 'sessions']) {
      expect(() => setAside(asides, { ...REQUEST, path: wrong })).toThrow(/not in the store/);
    }
    fs.symlinkSync(store.plain, `${store.plain}.link`);
    expect(() => setAside(asides, { ...REQUEST, path: `${PLAIN_PATH}.link` })).toThrow(/not a regular file/);
  });

  it('keeps the file when the ledger cannot be written', () => {
    const before = store.snapshot();
    fs.mkdirSync(asides.ledger.file);
    expect(() => setAside(asides, REQUEST)).toThrow();
    expect(store.snapshot()).toEqual(before);
  });
});

describe('putting it back', () => {
  it('replaces nothing, and says why; the copy stays', () => {
    setAside(asides, REQUEST);
    fs.writeFileSync(`${store.plain}.zst`, 'somebody else');
    expect(() => putBackAside(asides, 'a1')).toThrow(/Another file stands in its place/);
    expect(fs.readFileSync(`${store.plain}.zst`, 'utf8')).toBe('somebody else');
    expect(copies()).toEqual([`a1.${NAME}.zst`]);
  });

  it('refuses a copy that is not what it was, and one that it does not know', () => {
    setAside(asides, REQUEST);
    fs.appendFileSync(path.join(asides.folder, `a1.${NAME}.zst`), 'x');
    expect(() => putBackAside(asides, 'a1')).toThrow(/not what it was/);
    expect(names()).toEqual([NAME]);
    expect(() => putBackAside(asides, 'a2')).toThrow(/not set aside any more/);
  });
});
