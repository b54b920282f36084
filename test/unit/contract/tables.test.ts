import { describe, expect, it } from 'vitest';
import { anyResult, engineMessage, engineRequest, engineRpc, isEngineInternalMethod } from '#contract/engineRpc';
import { appError as appErrorSchema, AppFailure, failure } from '#contract/errors';
import { jobSelection, outcomeKind } from '#contract/job';
import { isNotificationName, notifications } from '#contract/notifications';
import { err, ok } from '#contract/result';
import { isRpcMethod, rpc } from '#contract/rpc';
import { threadFilter, threadId, threadIds } from '#contract/thread';

const ID = '0190aaaa-bbbb-7ccc-8ddd-eeeeffff0001';
const INHERITED = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];

describe('the table of requests', () => {
  it('names every request as noun/verb, and none of them twice', () => {
    const names = [...Object.keys(rpc), ...Object.keys(engineRpc)];
    expect(names.filter((name) => !/^[a-z]+\/[a-z]+[A-Za-z]*$/.test(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('takes no path from the page: only main may send one to the engine', () => {
    const fromPage = Object.entries(rpc).filter(([, { params }]) => 'path' in params.shape || 'home' in params.shape);
    expect(fromPage).toEqual([]);
  });

  it('knows its own names, and none that every object has', () => {
    expect(Object.keys(rpc).every(isRpcMethod)).toBe(true);
    expect(Object.keys(engineRpc).every(isEngineInternalMethod)).toBe(true);
    expect(Object.keys(notifications).every(isNotificationName)).toBe(true);
    for (const name of [...INHERITED, '', null, 7, {}]) {
      expect([isRpcMethod(name), isEngineInternalMethod(name), isNotificationName(name)]).toEqual([
        false,
        false,
        false,
      ]);
    }
  });

  it('has events in the past tense or of a change', () => {
    expect(Object.keys(notifications).filter((name) => !name.endsWith('ed'))).toEqual([]);
  });
});

describe('what crosses the borders', () => {
  it('are thread ids as Codex writes them, and nothing that could be a path or a query', () => {
    expect(threadId.parse(ID)).toBe(ID);
    const wrong = [
      '',
      ID.toUpperCase(),
      `${ID}\n`,
      ` ${ID}`,
      `../${ID}`,
      `${ID}' OR 1`,
      ID.slice(1),
      `${ID}0`,
      null,
      7,
    ];
    expect(wrong.filter((id) => threadId.safeParse(id).success)).toEqual([]);
    expect(threadIds.safeParse(Array.from({ length: 200_001 }, () => ID)).success).toBe(false);
  });

  it('is a selection of everything cold, or of some threads, and no other', () => {
    expect(jobSelection.parse({ kind: 'cold', ids: ['../x'] })).toEqual({ kind: 'cold' });
    expect(jobSelection.parse({ kind: 'ids', ids: [ID] })).toEqual({ kind: 'ids', ids: [ID] });
    for (const wrong of [{ kind: 'all' }, { kind: 'ids' }, { kind: 'ids', ids: ID }, {}, null]) {
      expect(jobSelection.safeParse(wrong).success).toBe(false);
    }
  });

  it('is a filter of 500 characters at most', () => {
    const filter = { text: 'x'.repeat(500), state: 'cold', project: null };
    expect(threadFilter.parse(filter)).toEqual(filter);
    expect(threadFilter.safeParse({ ...filter, text: 'x'.repeat(501) }).success).toBe(false);
    expect(threadFilter.safeParse({ ...filter, state: 'hot' }).success).toBe(false);
  });

  it('are requests with a number, and replies that are a value or an error', () => {
    expect(engineRequest.parse({ id: 1, method: 'x/y', params: undefined })).toMatchObject({ id: 1, method: 'x/y' });
    for (const wrong of [{ id: 0, method: 'x' }, { id: 1.5, method: 'x' }, { id: 1 }, { method: 'x' }, null]) {
      expect(engineRequest.safeParse(wrong).success).toBe(false);
    }
    const { appError } = failure('DISK_FULL', 'It is full.', 'Free some space.');
    expect([anyResult.parse(ok(7)), anyResult.parse(err(appError))]).toEqual([
      { ok: true, value: 7 },
      { ok: false, error: appError },
    ]);
    for (const wrong of [{ ok: false }, { ok: false, error: { code: 'ODD', message: '', hint: '' } }, { ok: 'yes' }]) {
      expect(anyResult.safeParse(wrong).success).toBe(false);
    }
    const messages = [{ ready: true }, { id: 3, result: ok(null) }, { event: 'job/finished', params: {} }];
    expect(messages.map((message) => engineMessage.parse(message))).toEqual(messages);
    expect(engineMessage.safeParse({ ready: false }).success).toBe(false);
  });
});

describe('errors and outcomes', () => {
  it('an error keeps its words on its way up', () => {
    const thrown = failure('NO_STORE', 'No store is open.', 'Choose one.');
    expect(thrown).toBeInstanceOf(AppFailure);
    expect(thrown.message).toBe('No store is open.');
    expect(thrown.appError).toEqual({ code: 'NO_STORE', message: 'No store is open.', hint: 'Choose one.' });
  });

  it('are named as the documents name them', () => {
    expect(appErrorSchema.shape.code.options.filter((code) => !/^[A-Z]+(_[A-Z]+)*$/.test(code))).toEqual([]);
    expect(
      outcomeKind.options.filter(
        (kind) =>
          !/^(compressed|recompressed|restored|failed|skipped_[a-z_]+|proven|no_receipt|corrupt|missing)$/.test(kind),
      ),
    ).toEqual([]);
  });
});
