#!/usr/bin/env node
import path from 'node:path';
import { runProgram } from './program';

/** The pool's worker stands beside this file in every build; in a package the pair is unpacked from the archive. */
process.exitCode = await runProgram(process.argv, path.join(import.meta.dirname, '..', 'pool', 'worker.js'));
