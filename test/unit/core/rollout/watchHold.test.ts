import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Effects } from '#core/ports';
import type { Held } from '#core/rollout/settleHold';
import { watchHold } from '#core/rollout/watchHold';
import type { HoldEnd, HoldWatch } from '#core/rollout/watchHold';
import { systemEffects } from '#core/systemEffects';
import { fastClock, ID, makeRolloutFixture, NAME } from '../../../support/rolloutFixture';
import type { RolloutFixture } from '../../../support/rolloutFixture';

const HOLD = `${NAME}.coldpress-hold`;
const LINE = '{"type":"event_msg"}\n';
let store: RolloutFixture;
let text: string;

beforeEach(() => {
  store = makeRolloutFixture();
  text = fs.readFileSync(store.plain, 'utf8');
});

afterEach(() => {
  store.remove();
});

function names(): readonly string[] {
  return fs.readdirSync(path.dirname(store.plain)).sort();
}

function fast(effects: Effects = systemEffects): Effects {
  return { ...effects, clock: fastClock() };
}

function held(): Held {
  const done = store.compressOnly();
  if (done.kind !== 'held') throw new Error(`nothing is on hold: ${JSON.stringify(done.result.outcome)}`);
  return done;
}

/** Looks until the hold ends, a pause between two looks; `meanwhile` happens after the first one. */
function end(watch: HoldWatch, effects: Effects, meanwhile: () => void = () => undefined): HoldEnd {
  let acted = false;
  for (let looks = 0; looks < 10_000; looks++) {
    const found = watch.poll();
    if (found !== 'waiting') return found;
    if (!acted) meanwhile();
    acted = true;
    effects.clock.pause(10);
  }
  throw new Error('the hold never ended');
}

/** Watches until the hold ends, in real time, beside another process. */
async function endBeside(watch: HoldWatch): Promise<HoldEnd> {
  for (;;) {
    const found = watch.poll();
    if (found !== 'waiting') return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('a hold', () => {
  it('stands beside the compressed thread until it has been watched for a second, and goes then', () => {
    const { hold } = held();
    expect(names()).toEqual([HOLD, `${NAME}.zst`]);
    const effects = fast();
    const watch = watchHold(effects, hold);
    const startedMs = effects.clock.elapsedMs();
    expect(end(watch, effects)).toEqual({ kind: 'removed', trouble: null });
    expect(effects.clock.elapsedMs() - startedMs).toBeGreaterThanOrEqual(1000);
    expect(names()).toEqual([`${NAME}.zst`]);
  });

  it('that somebody wrote to before it was watched is put back, with every byte', () => {
    const { hold } = held();
    fs.appendFileSync(path.join(path.dirname(store.plain), HOLD), LINE);
    const effects = fast();
    expect(end(watchHold(effects, hold), effects)).toMatchObject({ kind: 'put_back' });
    expect(names()).toEqual([NAME]);
    expect(fs.readFileSync(store.plain, 'utf8')).toBe(text + LINE);
  });

  it('that is open for longer than ten seconds is put back', () => {
    const { hold } = held();
    const fd = fs.openSync(path.join(path.dirname(store.plain), HOLD), 'a');
    const effects = fast();
    expect(end(watchHold(effects, hold), effects)).toMatchObject({ kind: 'put_back', reason: /opened/ });
    fs.writeSync(fd, LINE);
    fs.closeSync(fd);
    expect(fs.readFileSync(store.plain, 'utf8')).toBe(text + LINE);
    expect(names()).toEqual([NAME]);
  });

  it('gives a writer who waits for the lease this very file under its own name', async () => {
    const { hold } = held();
    const watch = watchHold(systemEffects, hold);
    expect(watch.poll()).toBe('waiting');
    const script = `printf '%s\\n' '${LINE.trim()}' >> "$1"`;
    const writer = spawn('sh', ['-c', script, 'sh', path.join(path.dirname(store.plain), HOLD)]);
    const exited = once(writer, 'exit');
    expect(await endBeside(watch)).toMatchObject({ kind: 'put_back' });
    await exited;
    expect(names()).toEqual([NAME]);
    expect(fs.readFileSync(store.plain, 'utf8')).toBe(text + LINE);
  });

  it('lets a reader read to its end and goes then', async () => {
    const { hold } = held();
    const watch = watchHold(systemEffects, hold);
    expect(watch.poll()).toBe('waiting');
    const reader = spawn('sh', [
      '-c',
      'exec 3<"$1"; sleep 1.5; wc -c <&3',
      'sh',
      path.join(path.dirname(store.plain), HOLD),
    ]);
    let read = '';
    reader.stdout.on('data', (part: Buffer) => (read += part.toString()));
    const exited = once(reader, 'exit');
    expect(await endBeside(watch)).toEqual({ kind: 'removed', trouble: null });
    await exited;
    expect(Number(read)).toBe(text.length);
    expect(names()).toEqual([`${NAME}.zst`]);
  });

  it('goes when the thread was archived in Codex meanwhile', () => {
    const { hold } = held();
    const archived = path.join(store.home, 'archived_sessions');
    const effects = fast();
    const archive = (): void => {
      fs.mkdirSync(archived);
      fs.renameSync(`${store.plain}.zst`, path.join(archived, `${NAME}.zst`));
    };
    expect(end(watchHold(effects, hold), effects, archive)).toEqual({ kind: 'removed', trouble: null });
    expect(names()).toEqual([]);
    expect(fs.readdirSync(archived)).toEqual([`${NAME}.zst`]);
  });

  it('stays for recovery when the thread was deleted or restored in Codex meanwhile', () => {
    const { hold } = held();
    const effects = fast();
    const remove = (): void => fs.unlinkSync(`${store.plain}.zst`);
    expect(end(watchHold(effects, hold), effects, remove)).toMatchObject({ kind: 'left', reason: /deleted/ });
    expect(names()).toEqual([HOLD]);
    expect(fs.readFileSync(path.join(path.dirname(store.plain), HOLD), 'utf8')).toBe(text);
  });

  it('is not put back over a file that somebody made under its name', () => {
    const { hold } = held();
    fs.appendFileSync(path.join(path.dirname(store.plain), HOLD), LINE);
    fs.writeFileSync(store.plain, 'made by another program');
    const effects = fast();
    expect(end(watchHold(effects, hold), effects)).toMatchObject({ kind: 'left' });
    expect(names()).toEqual([NAME, HOLD, `${NAME}.zst`]);
    expect(fs.readFileSync(store.plain, 'utf8')).toBe('made by another program');
  });

  it('waits for the locks before it is put back, and stays for recovery where they are not to be had', () => {
    const { hold } = held();
    fs.appendFileSync(path.join(path.dirname(store.plain), HOLD), LINE);
    const lock = fs.openSync(path.join(store.home, 'thread-writer-locks', `${ID}.lock`), 'w');
    expect(systemEffects.locks.tryLock(lock)).toBe(true);
    const effects = fast();
    expect(end(watchHold(effects, hold), effects)).toMatchObject({ kind: 'left' });
    expect(names()).toEqual([HOLD, `${NAME}.zst`]);
    const unlock = (): void => systemEffects.locks.unlock(lock);
    expect(end(watchHold(effects, hold), effects, unlock)).toMatchObject({ kind: 'put_back' });
    fs.closeSync(lock);
    expect(fs.readFileSync(store.plain, 'utf8')).toBe(text + LINE);
  });

  it('is judged by the process table where no lease is to be had', () => {
    const { hold } = held();
    let holders: readonly string[] | null = ['vi (pid 7)'];
    const openers: Effects['openers'] = {
      lease: () => ({ kind: 'unknown', reason: 'a test' }),
      holders: () => holders,
    };
    const effects = fast({ ...systemEffects, openers });
    const watch = watchHold(effects, hold);
    expect(end(watch, effects, () => (holders = []))).toEqual({ kind: 'removed', trouble: null });
    expect(names()).toEqual([`${NAME}.zst`]);
  });
});

describe('an opener who comes between the lease and the hold', () => {
  it('ends the swap, and the file has its own name again', () => {
    const before = store.snapshot();
    let leased = 0;
    const openers: Effects['openers'] = {
      ...systemEffects.openers,
      lease: (fd) => {
        const lease = systemEffects.openers.lease(fd);
        if (lease.kind !== 'held') return lease;
        // The second look is the one after the file was set aside.
        return { ...lease, state: () => (++leased > 2 ? 'writer_waits' : 'whole') };
      },
    };
    const outcome = store.compress({ effects: { ...systemEffects, openers } });
    store.expectLeftAlone(outcome, ['skipped_in_use', /Opened by another program/], before);
  });
});
