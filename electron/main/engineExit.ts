/** How the engine ended: `exit` by its own hand, `crash` by a fault of the program, `kill` by somebody else's signal. */
export type EngineExit =
  | { readonly kind: 'exit'; readonly status: number }
  | { readonly kind: 'crash'; readonly why: string; readonly status: number }
  | { readonly kind: 'kill'; readonly signal: number }
  | { readonly kind: 'neverStarted'; readonly why: string };

/** What Electron's `child-process-gone` says about a process; it comes just after `exit`, and not at all for an orderly one. */
export type GoneReport = { readonly reason: string; readonly exitCode: number };

export function readExit(status: number, gone: GoneReport | null): EngineExit {
  if (gone === null || gone.reason === 'clean-exit' || gone.reason === 'abnormal-exit') return { kind: 'exit', status };
  if (gone.reason === 'killed') return { kind: 'kill', signal: gone.exitCode };
  if (gone.reason === 'launch-failed') return { kind: 'neverStarted', why: `status ${gone.exitCode}` };
  return { kind: 'crash', why: gone.reason, status: gone.exitCode };
}

/** A sentence for the person at the window. */
export function describeExit(exit: EngineExit): string {
  switch (exit.kind) {
    case 'exit':
      return exit.status === 0
        ? 'The engine ended by itself.'
        : `The engine ended with an error (status ${exit.status}).`;
    case 'crash':
      return exit.why === 'oom' ? 'The engine ran out of memory.' : `The engine crashed (${exit.why}, ${exit.status}).`;
    case 'kill':
      return `The engine was ended from outside (signal ${exit.signal}).`;
    case 'neverStarted':
      return `The engine could not be started (${exit.why}).`;
  }
}
