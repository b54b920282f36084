import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { EngineExit } from '../../../../electron/main/engineExit';
import type { EngineProcess } from '../../../../electron/main/engineHost';

export type Mode = 'ordinary' | 'late' | 'dies' | 'stubborn';

/** A real process in the engine's place; only Electron's way to start one is left out. */
export function forkNodeEngine(mode: Mode): EngineProcess & { readonly pid: number } {
  const child = fork(join(import.meta.dirname, 'standInEngine.mjs'), [mode], { stdio: 'ignore' });
  return {
    pid: child.pid ?? 0,
    send: (request) => void child.send(request, () => undefined),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', (status, signal) => listener(toExit(status, signal))),
    kill: (how) => void child.kill(how === 'asked' ? 'SIGTERM' : 'SIGKILL'),
  };
}

function toExit(status: number | null, signal: NodeJS.Signals | null): EngineExit {
  return signal === null
    ? { kind: 'exit', status: status ?? 0 }
    : { kind: 'kill', signal: signal === 'SIGKILL' ? 9 : 15 };
}
