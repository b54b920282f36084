import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { expect, type Page } from 'playwright/test';
import type { ActivityFilter } from '#contract/activity';
import { ledgerFileName } from '#core/ledger/ledgerFile';
import { answerSaveDialog, invoke } from './support/app';
import { test } from './support/fixtures';

const EVERYTHING: ActivityFilter = { text: '', action: null, threadId: null, jobId: null };

/** Compresses everything that is cold, and waits until that is written down. */
async function compressAll(page: Page): Promise<void> {
  const jobId = randomUUID();
  await invoke(page, 'rollout/compress', { jobId, selection: { kind: 'cold' } });
  const actions = async (): Promise<number> => {
    const reply = await invoke(page, 'activity/list', { filter: EVERYTHING, offset: 0, limit: 10 });
    return reply.ok ? reply.value.rows.filter((row) => row.jobId === jobId && row.threadId === null).length : 0;
  };
  await expect.poll(actions, { timeout: 30_000 }).toBe(1);
}

test.describe('the record as a file', () => {
  test('is written where the dialog says, by what the name ends with, and nowhere when it is closed', async ({
    makeHome,
    makeFolder,
    open,
  }) => {
    const store = await makeHome({ threads: 3, bytes: 200e3, coldShare: 1 });
    const launched = await open(store.home);
    const { page } = launched;
    await compressAll(page);
    const folder = makeFolder();
    const ledger = fs
      .readFileSync(path.join(launched.data, ledgerFileName(store.home)), 'utf8')
      .trimEnd()
      .split('\n');

    const json = path.join(folder, 'record.JSON');
    await answerSaveDialog(launched, json);
    const written = await invoke(page, 'activity/export', { filter: EVERYTHING });
    expect(written).toEqual({ ok: true, value: { entries: ledger.length } });
    expect(JSON.parse(fs.readFileSync(json, 'utf8'))).toEqual(ledger.map((line) => JSON.parse(line) as unknown));

    await answerSaveDialog(launched, path.join(folder, 'record'));
    expect(await invoke(page, 'activity/export', { filter: EVERYTHING })).toMatchObject({ ok: true });
    expect(fs.readFileSync(path.join(folder, 'record'), 'utf8')).toMatch(/^time,action,result,/);

    await answerSaveDialog(launched, null);
    expect(await invoke(page, 'activity/export', { filter: EVERYTHING })).toEqual({ ok: true, value: null });
    expect(fs.readdirSync(folder).sort()).toEqual(['record', 'record.JSON']);
  });

  test('never takes the place of a thread', async ({ makeHome, open }) => {
    const store = await makeHome({ threads: 2, bytes: 100e3, coldShare: 1 });
    const launched = await open(store.home);
    await compressAll(launched.page);
    const [thread] = store.threads;
    const file = `${store.fileOf(thread ?? { path: '' })}.zst`;
    const before = fs.readFileSync(file);
    await answerSaveDialog(launched, file);
    const refused = await invoke(launched.page, 'activity/export', { filter: EVERYTHING });
    expect(refused).toMatchObject({ ok: false, error: { code: 'INVALID_REQUEST' } });
    expect(fs.readFileSync(file)).toEqual(before);
  });

  test('is copied entry by entry as it stands in the ledger', async ({ makeHome, open }) => {
    const store = await makeHome({ threads: 2, bytes: 100e3, coldShare: 1 });
    const { app, page, data } = await open(store.home);
    await compressAll(page);
    const filter = { ...EVERYTHING, threadId: store.threads[0]?.id ?? null };
    const list = await invoke(page, 'activity/list', { filter, offset: 0, limit: 1 });
    const seq = list.ok ? (list.value.rows[0]?.seq ?? -1) : -1;
    expect(await invoke(page, 'activity/copy', { seq })).toEqual({ ok: true, value: null });
    const copied = await app.evaluate(({ clipboard }) => clipboard.readText());
    expect(copied).toContain(filter.threadId);
    expect(fs.readFileSync(path.join(data, ledgerFileName(store.home)), 'utf8').split('\n')).toContain(copied);
    expect(await invoke(page, 'activity/copy', { seq: 999_999 })).toMatchObject({
      ok: false,
      error: { code: 'NO_SUCH_ENTRY' },
    });
  });
});
