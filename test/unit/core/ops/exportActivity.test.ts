import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { nodeFileSystem } from '#core/fs/nodeFileSystem';
import { exportActivity } from '#core/ops/exportActivity';
import type { ActivityExport } from '#core/ops/exportActivity';
import type { FileSystem } from '#core/ports';
import { idOf, rollout } from '../../../support/catalogRows';
import { EVERY_ACTIVITY, indexLab } from '../../../support/ledgerIndexLab';
import type { IndexLab } from '../../../support/ledgerIndexLab';
import { temporaryFolder } from '../../../support/store/temporaryFolder';
import { swap } from '../ledger/support/bodies';

function orderOf(lab: IndexLab, target: string, over: Partial<ActivityExport> = {}): ActivityExport {
  const { catalog, file: ledgerFile } = lab;
  const order = { fs: nodeFileSystem, index: catalog.ledger, ledgerFile, target, filter: EVERY_ACTIVITY } as const;
  return { ...order, format: 'csv', forbidden: [], ...over };
}

describe('an exported record', () => {
  it('keeps quotes, commas, lines and scripts in its cells, and none of them is a formula', (context) => {
    const titles = ['a "b", c', '=HYPERLINK("x")', '+1', '-1', '@x', '家, ü'];
    const lab = indexLab(
      context,
      titles.map((title, n) => rollout(n, { title })),
    );
    lab.record(titles.map((_, n) => swap({ threadId: idOf(n), outcome: 'failed', reason: 'line\nbreak' })));
    const target = path.join(temporaryFolder(context), 'x.csv');
    expect(exportActivity(orderOf(lab, target))).toBe(titles.length);
    const text = fs.readFileSync(target, 'utf8');
    for (const cell of ['"a ""b"", c"', `"'=HYPERLINK(""x"")"`, "'+1", "'-1", "'@x", '"家, ü"', '"line\nbreak"']) {
      expect(text).toContain(`,${cell},`);
    }
  });

  it('that is empty is a head line, or an empty list', (context) => {
    const lab = indexLab(context);
    const target = path.join(temporaryFolder(context), 'x');
    expect(exportActivity(orderOf(lab, target, { format: 'json' }))).toBe(0);
    expect(JSON.parse(fs.readFileSync(target, 'utf8'))).toEqual([]);
    expect(exportActivity(orderOf(lab, target))).toBe(0);
    expect(fs.readFileSync(target, 'utf8')).toMatch(/^time,[^\n]*\r\n$/);
  });

  it('is all there, however long', (context) => {
    const lab = indexLab(context);
    lab.record(Array.from({ length: 1300 }, (_, n) => swap({ threadId: idOf(n) })));
    const target = path.join(temporaryFolder(context), 'x');
    expect(exportActivity(orderOf(lab, target))).toBe(1300);
    expect(new Set(fs.readFileSync(target, 'utf8').trimEnd().split('\r\n')).size).toBe(1301);
    expect(exportActivity(orderOf(lab, target, { format: 'json' }))).toBe(1300);
    expect(JSON.parse(fs.readFileSync(target, 'utf8'))).toHaveLength(1300);
  });
});

describe('an export that fails', () => {
  const failing = (code: string) => (): never => {
    throw Object.assign(new Error(code), { code });
  };
  it.each<[string, Partial<FileSystem>]>([
    ['no room', { writeAll: failing('ENOSPC') }],
    ['a failing fsync', { fsync: failing('EIO') }],
    ['a target that cannot be replaced', { moveReplacing: failing('EACCES') }],
    ['a folder that takes nothing new', { open: failing('EACCES') }],
  ])('(%s) leaves the file that stood there, no temporary, and says what to do', (_, part) => {
    const folder = temporaryFolder();
    const target = path.join(folder, 'old.csv');
    fs.writeFileSync(target, 'old');
    const lab = indexLab({ onTestFinished });
    const order = orderOf(lab, target, { fs: { ...nodeFileSystem, ...part } });
    const refused = expect.objectContaining({
      message: expect.stringContaining(target),
      hint: expect.stringMatching(/Choose another folder/),
    });
    expect(() => exportActivity(order)).toThrow(expect.objectContaining({ appError: refused }));
    expect([fs.readdirSync(folder), fs.readFileSync(target, 'utf8')]).toEqual([['old.csv'], 'old']);
    fs.rmSync(folder, { recursive: true });
  });

  it('is one whose folder is gone, or whose target is a folder or a link', (context) => {
    const lab = indexLab(context);
    const folder = temporaryFolder(context);
    fs.symlinkSync('/etc/hostname', path.join(folder, 'link'));
    for (const name of ['gone/x.csv', '.', 'link']) {
      expect(() => exportActivity(orderOf(lab, path.join(folder, name)))).toThrow();
    }
    expect(fs.readdirSync(folder)).toEqual(['link']);
  });
});
