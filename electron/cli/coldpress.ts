#!/usr/bin/env node
import path from 'node:path';
import { runProgram } from './program';

/** Whoever reads our output may stop early (`coldpress scan | head`): what is being done is finished all the same. */
function passOverClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
process.stdout.on('error', passOverClosedPipe);
process.stderr.on('error', passOverClosedPipe);

/** The pool's worker stands beside this file in every build; in a package the pair is unpacked from the archive. */
process.exitCode = await runProgram(process.argv, path.join(import.meta.dirname, '..', 'pool', 'worker.js'));
