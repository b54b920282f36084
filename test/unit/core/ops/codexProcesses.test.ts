import fs from 'node:fs';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { refuseBesideCodex } from '#core/ops/codexProcesses';
import { temporaryFolder } from '../../../support/store/temporaryFolder';
import type { Cleanup } from '../../../support/store/temporaryFolder';

/** A system whose list of processes holds this line: a program of that name stands first on the path. */
function withProcess(context: Cleanup, program: string, line: string): void {
  const folder = temporaryFolder(context);
  fs.writeFileSync(path.join(folder, 'list'), `/sbin/init\n"System","4"\r\n${line}\n`);
  fs.writeFileSync(path.join(folder, program), `#!/bin/sh\ncat '${path.join(folder, 'list')}'\n`, { mode: 0o755 });
  vi.stubEnv('PATH', `${folder}${path.delimiter}${process.env['PATH'] ?? ''}`);
  context.onTestFinished(() => {
    vi.unstubAllEnvs();
  });
}

const PROGRAMS = { darwin: 'ps', win32: 'tasklist' } as const;

it.for([
  ['darwin', 'codex'],
  ['darwin', '/usr/local/bin/codex'],
  ['darwin', '  /opt/codex/codex-aarch64-apple-darwin'],
  ['darwin', '/Applications/Codex.app/Contents/MacOS/Codex'],
  ['win32', '"codex.exe","4242","Console","1","10,000 K"'],
  ['win32', '"codex-x86_64-pc-windows-msvc.exe","4242"'],
] as const)('on %s nothing is done beside the process %j, and it is said what to do', ([platform, line], context) => {
  withProcess(context, PROGRAMS[platform], line);
  const appError = expect.objectContaining({ code: 'CODEX_RUNNING', hint: expect.stringContaining('Close Codex') });
  expect(() => refuseBesideCodex(platform)).toThrow(expect.objectContaining({ appError }));
});

it.for([
  ['darwin', 'codexstat'],
  ['darwin', 'mycodex'],
  ['darwin', '/home/codex/bin/vim'],
  ['win32', '"notepad.exe","1","codex.exe"'],
] as const)('on %s the process %j is none of Codex’s', ([platform, line], context) => {
  withProcess(context, PROGRAMS[platform], line);
  expect(() => refuseBesideCodex(platform)).not.toThrow();
});

it('on Linux Codex may run: there the lease tells, file by file', (context) => {
  withProcess(context, 'ps', 'codex');
  expect(() => refuseBesideCodex('linux')).not.toThrow();
});
