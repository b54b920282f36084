import { createInterface } from 'node:readline';
import { app, utilityProcess, type Details, type UtilityProcess } from 'electron';
import { readExit, type EngineExit, type GoneReport } from './engineExit';
import type { EngineProcess } from './engineHost';
import type { Log } from './log';

const serviceName = 'Coldpress engine';
/** Electron reports why a process went a moment after it went; this long is waited for that. */
const goneReportMs = 150;

type Fork = { readonly entry: string; readonly args: readonly string[]; readonly log: Log };

/** Starts the engine as a utility process. What it writes to its output goes into the log, line by line. */
export function forkEngine({ entry, args, log }: Fork): EngineProcess {
  const child = utilityProcess.fork(entry, [...args], { serviceName, stdio: 'pipe' });
  pipeLines(child.stdout, (line) => log.info(`engine| ${line}`));
  pipeLines(child.stderr, (line) => log.warn(`engine| ${line}`));
  child.on('spawn', () => log.info(`engine: started, pid ${child.pid ?? 0}`));
  return {
    send: (request) => child.postMessage(request),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => whenGone(child, listener),
    kill: (how) => end(child, how),
  };
}

function whenGone(child: UtilityProcess, listener: (exit: EngineExit) => void): void {
  let gone: GoneReport | null = null;
  const onGone = (_event: unknown, details: Details) => {
    if (details.type === 'Utility' && details.name === serviceName) gone = details;
  };
  app.on('child-process-gone', onGone);
  child.once('exit', (status) => {
    setTimeout(() => {
      app.off('child-process-gone', onGone);
      listener(readExit(status, gone));
    }, goneReportMs);
  });
}

function end(child: UtilityProcess, how: 'asked' | 'forced'): void {
  if (how === 'asked') child.kill();
  else if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
}

function pipeLines(stream: NodeJS.ReadableStream | null, onLine: (line: string) => void): void {
  if (stream !== null) createInterface({ input: stream }).on('line', onLine);
}
