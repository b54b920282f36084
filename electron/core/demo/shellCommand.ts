import { nowMs, request } from './session';
import type { Session, WorkspaceFile } from './session';
import { codeText, diffText, listingText, logText, testText } from './text';
import { NOUNS, pathIn } from './vocabulary';

/** A command line and what it printed. */
export type ShellCommand = { readonly line: string; readonly output: string };

const MAX_WORKSPACE_FILES = 24;
const MAX_READ_LENGTH = 16_000;
const MAX_OUTPUT_LENGTH = 38_000;
/** One output, which stands in the file up to four times, must not make a small thread twice as big as planned. */
const MAX_OUTPUT_SHARE = 0.03;
const LOG_NAMES = ['app', 'worker', 'http'];

export function inventCommand(session: Session): ShellCommand {
  const { random } = session;
  const roll = random.fraction();
  if (roll < 0.38) return readFile(session);
  const max = longestOutput(session, MAX_OUTPUT_LENGTH);
  const text = request(session, random.logNormal({ median: 2500, sigma: 1.1, min: 100, max }));
  if (roll < 0.52) return { line: `rg -n ${random.pick(NOUNS)} src`, output: listingText(text) };
  if (roll < 0.72) return { line: testCommand(session), output: testText(text) };
  if (roll < 0.84) return { line: 'git diff', output: diffText(text) };
  if (roll < 0.96) {
    return { line: `tail -n 200 logs/${random.pick(LOG_NAMES)}.log`, output: logText(text, nowMs(session)) };
  }
  return { line: 'git status --short && ls -la', output: listingText(text) };
}

function testCommand({ thread }: Session): string {
  const { language } = thread.project;
  if (language === 'rust') return 'cargo test --all';
  if (language === 'go') return 'go test ./...';
  if (language === 'python') return 'pytest -q';
  return 'npm test -- --reporter=verbose';
}

function readFile(session: Session): ShellCommand {
  const { random } = session;
  const { path, text } = workspaceFile(session);
  const from = random.chance(0.6) ? 0 : random.below(text.length);
  return { line: `sed -n '1,400p' ${path}`, output: text.slice(from, from + longestOutput(session, MAX_READ_LENGTH)) };
}

function longestOutput({ thread }: Session, limit: number): number {
  return Math.min(limit, Math.floor(MAX_OUTPUT_SHARE * thread.ownBytes));
}

/** A file seen before, perhaps changed since, or a new one. */
function workspaceFile(session: Session): WorkspaceFile {
  const { random, workspace, thread } = session;
  const isRoom = workspace.length < MAX_WORKSPACE_FILES;
  if (workspace.length === 0 || (isRoom && random.chance(0.3 + 0.7 / (workspace.length + 1)))) {
    const length = random.logNormal({ median: 6e3, sigma: 0.8, min: 800, max: 30e3 });
    const file = { path: pathIn(random, thread.project.language), text: codeText(request(session, length)) };
    workspace.push(file);
    return file;
  }
  const file = random.pick(workspace);
  if (random.chance(0.3)) {
    const start = random.below(file.text.length);
    file.text = file.text.slice(0, start) + codeText(request(session, 150)) + file.text.slice(start + 100);
  }
  return file;
}
