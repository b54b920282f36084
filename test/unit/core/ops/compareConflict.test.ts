import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { compareConflict } from '#core/ops/compareConflict';
import { createPress } from '#core/rollout/press';
import { lastWords } from '#core/rollout/recordWords';
import { systemEffects } from '#core/systemEffects';
import { makeRolloutFixture, PLAIN_PATH, rolloutText } from '../../../support/rolloutFixture';
import type { RolloutFixture } from '../../../support/rolloutFixture';
import { zstdFrame } from '../../../support/store/zstdFrames';

const control = { shouldStop: () => false, progress: () => undefined };
const tools = { fs: systemEffects.fs, press: createPress(systemEffects.fs), control };
const said = (message: string): string =>
  `${JSON.stringify({ type: 'event_msg', payload: { type: 'agent_message', message } })}\n`;

let store: RolloutFixture;
let text: string;

beforeEach((context) => {
  store = makeRolloutFixture();
  context.onTestFinished(() => store.remove());
  text = rolloutText(500);
});

function compare(plain: string, compressed: Buffer): ReturnType<typeof compareConflict> {
  fs.writeFileSync(store.plain, plain);
  fs.writeFileSync(`${store.plain}.zst`, compressed);
  const files = { plainPath: PLAIN_PATH, compressedPath: `${PLAIN_PATH}.zst` };
  return compareConflict(tools, { home: store.home, ...files });
}

describe('two versions of one thread', () => {
  it('are shown with what is the same and what only one of them has', () => {
    const plain = text + said('14 flags removed') + said('3 kept');
    const other = text + said('I will also remove the two in billing');
    const found = compare(plain, zstdFrame(Buffer.from(other)));
    const shared = Buffer.byteLength(text) + Buffer.byteLength(said('')) - Buffer.byteLength('"}}\n');
    expect(found).toMatchObject({ damage: null, firstDifferentRecord: 502, equalBytes: shared });
    expect(found.plain).toMatchObject({
      path: PLAIN_PATH,
      logicalBytes: Buffer.byteLength(plain),
      sha256: createHash('sha256').update(plain).digest('hex'),
      records: 503,
      lastRecord: 'codex: “3 kept”',
    });
    expect(found.compressed).toMatchObject({
      records: 502,
      lastRecord: 'codex: “I will also remove the two in billing”',
    });
    expect(found.message).toMatch(
      /After 501 records that are the same, the plain file has 2 records and .* 1 record of/,
    );
  });

  it('of which one goes on where the other ends are told apart', () => {
    const longer = text + said('more');
    expect(compare(text, zstdFrame(Buffer.from(longer))).message).toMatch(
      /goes on where the plain file ends, with 1 record more/,
    );
    expect(compare(longer, zstdFrame(Buffer.from(text))).message).toMatch(/only its beginning: 1 record/);
    expect(compare(text, zstdFrame(Buffer.from(text)))).toMatchObject({ firstDifferentRecord: null });
  });

  it('of which the compressed one does not decode say how it is damaged', () => {
    const frame = zstdFrame(Buffer.from(text));
    const found = compare(text, frame.subarray(0, frame.length - 9));
    expect(found).toMatchObject({ compressed: null, damage: expect.stringMatching(/truncated/), equalBytes: 0 });
    expect(found.plain.records).toBe(501);
  });
});

describe('the last words of a thread', () => {
  it.each([
    ['legacy, the user', { type: 'event_msg', payload: { type: 'user_message', message: 'go\non' } }, 'you: “go on”'],
    [
      'a turn’s end',
      { type: 'event_msg', payload: { type: 'task_complete', last_agent_message: 'Done.' } },
      'codex: “Done.”',
    ],
    [
      'a response',
      {
        type: 'response_item',
        payload: { type: 'message', role: 'assistant', content: [{ text: 'a' }, { text: 'b' }] },
      },
      'codex: “a b”',
    ],
    [
      'paginated',
      {
        type: 'event_msg',
        payload: { type: 'item_completed', item: { type: 'UserMessage', content: [{ type: 'text', text: 'hi' }] } },
      },
      'you: “hi”',
    ],
    ['none', { type: 'token_usage_record', payload: { n: 1 } }, 'token_usage_record'],
  ])('are those of %s', (...[, record, words]) => {
    expect(lastWords(['{"torn', JSON.stringify(record), ''])).toBe(words);
  });

  it('are none where nothing can be read', () => {
    expect(lastWords(['', '{"type":'])).toBeNull();
  });
});
