import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { codexCandidates } from '#core/fs/codexPlaces';
import type { CodexPlaces } from '#core/fs/codexPlaces';
import { codexVersions } from '#core/fs/findCodexPrograms';
import { temporaryFolder } from '../../../support/store/temporaryFolder';
import type { Cleanup } from '../../../support/store/temporaryFolder';

type Machine = { readonly folder: string; readonly home: string; readonly places: CodexPlaces };

function machine(context: Cleanup, platform: NodeJS.Platform = 'linux'): Machine {
  const folder = fs.realpathSync(temporaryFolder(context));
  const home = path.join(folder, 'user');
  fs.mkdirSync(home);
  const bin = path.join(folder, 'bin');
  const env = platform === 'win32' ? { Path: bin, LOCALAPPDATA: path.join(home, 'local') } : { PATH: bin };
  return { folder, home, places: { platform, env, homes: [home] } };
}

/** A program that says what `script` makes it say. */
function program(file: string, script: string): string {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return file;
}

/** What is found below the machine's own folder: this computer may have a Codex of its own. */
function foundIn({ folder, places }: Machine): Readonly<Record<string, string>> {
  const ours = codexCandidates(places).filter((candidate) => candidate.path.startsWith(folder));
  return Object.fromEntries(ours.map((candidate) => [path.relative(folder, candidate.path), candidate.source]));
}

async function versionsOf(...files: readonly string[]): Promise<readonly (string | undefined)[]> {
  const answers = await codexVersions(
    files.map((file) => ({ path: file, source: 'test' })),
    null,
  );
  return files.map((file) => answers.find((answer) => answer.path === file)?.version);
}

describe('a Codex program is found', () => {
  it('on the PATH, by its real path and once', (context) => {
    const lab = machine(context);
    program(path.join(lab.folder, 'opt/codex-0.169/codex'), 'echo codex-cli 0.169.0');
    fs.mkdirSync(path.join(lab.folder, 'bin'));
    fs.symlinkSync(path.join(lab.folder, 'opt/codex-0.169/codex'), path.join(lab.folder, 'bin/codex'));
    fs.mkdirSync(path.join(lab.home, '.local/bin'), { recursive: true });
    fs.symlinkSync(path.join(lab.folder, 'bin/codex'), path.join(lab.home, '.local/bin/codex'));
    expect(foundIn(lab)).toEqual({ 'opt/codex-0.169/codex': 'on the PATH' });
  });

  it('in the extensions of editors, except those that the editor has replaced', (context) => {
    const lab = machine(context);
    const bundle = 'openai.chatgpt-0.5.1/bin/linux-x86_64/codex';
    for (const editor of ['.vscode', '.vscode-server', '.cursor', '.windsurf']) {
      program(path.join(lab.home, editor, 'extensions', bundle), 'echo');
    }
    program(path.join(lab.home, '.vscode/extensions/openai.chatgpt-0.4.0/bin/linux-x86_64/codex'), 'echo');
    fs.writeFileSync(path.join(lab.home, '.vscode/extensions/.obsolete'), '{"openai.chatgpt-0.4.0":true}');
    program(path.join(lab.home, '.vscode/extensions/someone.else-1.0.0/bin/codex'), 'echo');
    expect(Object.keys(foundIn(lab)).sort()).toEqual(
      ['.cursor', '.vscode-server', '.vscode', '.windsurf'].map((editor) => `user/${editor}/extensions/${bundle}`),
    );
  });

  it('where the desktop app keeps it on macOS and on Windows', (context) => {
    const mac = machine(context, 'darwin');
    program(path.join(mac.home, 'Applications/Codex.app/Contents/Resources/codex'), 'echo');
    expect(foundIn(mac)).toEqual({ 'user/Applications/Codex.app/Contents/Resources/codex': 'in the Codex app' });
    const windows = machine(context, 'win32');
    program(path.join(windows.home, 'local/Programs/Codex/resources/codex.exe'), 'echo');
    expect(foundIn(windows)).toEqual({ 'user/local/Programs/Codex/resources/codex.exe': 'in the Codex app' });
  });

  it('nowhere on an empty machine, nor where a folder has its name, nor by a link to nothing', (context) => {
    const lab = machine(context);
    fs.mkdirSync(path.join(lab.folder, 'bin/codex'), { recursive: true });
    fs.mkdirSync(path.join(lab.home, '.bun/bin'), { recursive: true });
    fs.symlinkSync('nowhere', path.join(lab.home, '.bun/bin/codex'));
    expect(foundIn(lab)).toEqual({});
  });
});

describe('its version', () => {
  it('is what it says, on its first line', async (context) => {
    const { folder } = machine(context);
    const one = program(path.join(folder, 'one'), 'echo "codex-cli 0.169.0 (release)"; echo more 1.1.1');
    const two = program(path.join(folder, 'two'), 'echo warning 9.9.9 >&2; echo codex-cli 0.156.0-alpha.3');
    expect(await versionsOf(one, two)).toEqual(['0.169.0', '0.156.0-alpha.3']);
  });

  it('is unknown where it fails, says nothing that could be read, or never stops talking', async (context) => {
    const { folder } = machine(context);
    const fails = program(path.join(folder, 'fails'), 'echo codex-cli 0.169.0; exit 3');
    const mute = program(path.join(folder, 'mute'), 'echo I am Codex');
    const endless = program(path.join(folder, 'endless'), 'while :; do echo codex-cli 0.169.0; done');
    const unknown = 'of unknown version';
    expect(await versionsOf(fails, mute, endless)).toEqual([unknown, unknown, unknown]);
  });

  it('is no matter where nobody can run it here', async (context) => {
    const { folder } = machine(context);
    const plain = path.join(folder, 'plain');
    fs.writeFileSync(plain, 'no program', { mode: 0o644 });
    const mac = path.join(folder, 'mac');
    fs.writeFileSync(mac, Buffer.from('cafebabe00000000', 'hex'), { mode: 0o755 });
    const otherProcessor = path.join(folder, 'other');
    const elf = Buffer.from('7f454c4602010100000000000000000003002a00', 'hex'); // SuperH
    fs.writeFileSync(otherProcessor, elf, { mode: 0o755 });
    const all = await versionsOf(plain, mac, otherProcessor, path.join(folder, 'gone'));
    expect(all).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('of the npm package stands in its manifest, and nothing is started for it', async (context) => {
    const { folder } = machine(context);
    const started = path.join(folder, 'started');
    const script = program(path.join(folder, 'lib/@openai/codex/bin/codex.js'), `touch '${started}'`);
    const manifest = { name: '@openai/codex', version: '0.150.1' };
    fs.writeFileSync(path.join(folder, 'lib/@openai/codex/package.json'), JSON.stringify(manifest));
    expect(await versionsOf(script)).toEqual(['0.150.1']);
    expect(fs.existsSync(started)).toBe(false);
  });

  it('is asked for once, and again when the program was replaced', async (context) => {
    const { folder } = machine(context);
    const file = path.join(folder, 'codex');
    const count = path.join(folder, 'count');
    program(file, `echo x >>'${count}'; echo codex-cli 0.150.0`);
    expect(await versionsOf(file)).toEqual(['0.150.0']);
    expect(await versionsOf(file)).toEqual(['0.150.0']);
    expect(fs.readFileSync(count, 'utf8')).toBe('x\n');
    fs.rmSync(file);
    program(file, `echo x >>'${count}'; echo codex-cli 0.169.0 `);
    expect(await versionsOf(file)).toEqual(['0.169.0']);
    expect(fs.readFileSync(count, 'utf8')).toBe('x\nx\n');
  });

  it('is asked for without a shell, away from every store, and as the owner of the store', async (context) => {
    const { folder } = machine(context);
    fs.chmodSync(folder, 0o777);
    const said = path.join(folder, 'said');
    const file = program(
      path.join(folder, 'a $(touch evil) codex'),
      `echo "$(id -u):$(id -g) $CODEX_HOME $HOME $*" >'${said}'; echo codex-cli 0.169.0`,
    );
    const as = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : null;
    const user = as ?? { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
    await codexVersions([{ path: file, source: 'test' }], as);
    const [who, codexHome = '', home = '', args] = fs.readFileSync(said, 'utf8').trim().split(' ');
    expect(who).toBe(`${user.uid}:${user.gid}`);
    for (const place of [codexHome, home]) expect(fs.existsSync(place)).toBe(false);
    expect(args).toBe('--version');
    expect(fs.readdirSync(folder)).not.toContain('evil');
  });
});
