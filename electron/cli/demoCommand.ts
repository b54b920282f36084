import path from 'node:path';
import { failure } from '#contract/errors';
import { makeDemoStore } from '#core/ops/makeDemoStore';
import { EXIT } from './exitStatus';
import { formatBytes } from './output';
import { interruption } from './invocation';
import type { Invocation } from './invocation';

/** `coldpress demo DIR`: a generated store, in a folder that must be new or empty. */
export async function runDemo({ output, interrupted }: Invocation, directory: string): Promise<number> {
  if (directory === '') throw failure('INVALID_REQUEST', 'demo: a folder is needed.', 'Write: coldpress demo DIR');
  const home = path.resolve(directory);
  await makeDemoStore(home, ({ doneThreads, totalThreads, doneBytes }) => {
    if (interrupted.aborted) throw interruption('while writing. The folder was left as it was.');
    output.progress(`Writing, ${doneThreads} of ${totalThreads} threads, ${formatBytes(doneBytes)}`);
  });
  output.endProgress();
  output.result({ home }, () => `A demo store is in ${home}. Try: coldpress scan --home ${JSON.stringify(home)}`);
  return EXIT.done;
}
