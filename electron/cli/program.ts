import { Command, CommanderError, Option } from 'commander';
import { AppFailure } from '#contract/errors';
import type { AppError } from '#contract/errors';
import { DEFAULT_MIN_AGE_MS } from '#core/model/coldPolicy';
import { describeError } from '#core/rollout/outcome';
import { DEFAULT_MIN_GAIN } from '#core/rollout/press';
import packageJson from '../../package.json';
import { durationArgument, includeArgument, levelArgument, shareArgument } from './arguments';
import { runDemo } from './demoCommand';
import { EXIT, exitStatusOfError } from './exitStatus';
import type { Invocation } from './invocation';
import { runJobCommand } from './jobCommand';
import type { JobCommandOptions } from './jobCommand';
import { createOutput } from './output';
import { runRecover } from './recoverCommand';
import { runScan } from './scanCommand';

type Run = (invocation: Invocation, args: readonly string[], options: object) => Promise<number>;
/** Makes commander's action of a command; what it ends with becomes the exit status. */
type Action = (run: Run) => (...given: unknown[]) => Promise<void>;

function asAppError(error: unknown): AppError {
  if (error instanceof AppFailure) return error.appError;
  return { code: 'INTERNAL', message: describeError(error), hint: 'If this happens again, please report it.' };
}

function common(command: Command): Command {
  return command
    .option('--home <dir>', 'the Codex home (default: $CODEX_HOME, else ~/.codex)')
    .option('--data <dir>', 'where Coldpress keeps its own catalog')
    .option('--json', 'exactly one JSON document on stdout')
    .option('--quiet', 'no text and no progress');
}

function createProgram(action: Action): Command {
  const program = new Command('coldpress')
    .description('See, compress and restore the local threads of Codex, losslessly and provably.')
    .version(packageJson.version)
    .exitOverride();
  common(program.command('scan'))
    .description('bring the catalog up to date and print what the store uses')
    .action(action((invocation) => runScan(invocation)));
  common(program.command('compress [id...]'))
    .description('compress cold threads losslessly')
    .option('--all', 'every cold thread')
    .addOption(
      new Option('--min-age <age>', 'only threads unchanged for so long; 0 for all')
        .argParser(durationArgument)
        .default(DEFAULT_MIN_AGE_MS, '7d'),
    )
    .option('--level <n>', 'zstd level, 1 to 19', levelArgument)
    .option('--include <kinds>', 'active, archived or active,archived', includeArgument)
    .option('--dry-run', 'say what would be compressed, change nothing')
    .action(action((invocation, ids, options) => runJobCommand('compress', invocation, { ids, ...readAge(options) })));
  common(program.command('restore [id...]'))
    .description('restore compressed threads, byte for byte')
    .option('--all', 'every compressed thread')
    .option('--touch', 'set the time to now, so that Codex’s own worker leaves them alone for a week')
    .option('--include <kinds>', 'active, archived or active,archived', includeArgument)
    .option('--dry-run', 'say what would be restored, change nothing')
    .action(action((invocation, ids, options) => runJobCommand('restore', invocation, { ids, ...readAge(options) })));
  addProofCommands(program, action);
  common(program.command('recover'))
    .description('finish or take back what a crash left, and tell of conflicts')
    .action(action((invocation) => runRecover(invocation)));
  common(program.command('demo <dir>'))
    .description('create a demo store to play with')
    .action(action((invocation, args) => runDemo(invocation, args[0] ?? '')));
  return program;
}

function addProofCommands(program: Command, action: Action): void {
  common(program.command('recompress [id...]'))
    .description('press compressed threads again that another tool compressed with less gain')
    .option('--all', 'every compressed thread that another tool made')
    .addOption(
      new Option('--min-gain <share>', 'leave alone what would not get smaller by so much')
        .argParser(shareArgument)
        .default(DEFAULT_MIN_GAIN, '20%'),
    )
    .option('--level <n>', 'zstd level, 1 to 19', levelArgument)
    .option('--include <kinds>', 'active, archived or active,archived', includeArgument)
    .option('--dry-run', 'say what would be pressed again, change nothing')
    .action(
      action((invocation, ids, options) => runJobCommand('recompress', invocation, { ids, ...readAge(options) })),
    );
  common(program.command('verify [id...]'))
    .description('decode compressed threads completely and prove them; changes nothing')
    .option('--all', 'every compressed thread (also without ids)')
    .option('--include <kinds>', 'active, archived or active,archived', includeArgument)
    .action(action((invocation, ids, options) => runJobCommand('verify', invocation, { ids, ...readAge(options) })));
}

/** `--min-age` under a name that says its unit; only compress has one. */
function readAge(options: object): Omit<JobCommandOptions, 'ids'> {
  const { minAge = 0, ...rest } = options as { readonly minAge?: number };
  return { ...rest, minAgeMs: minAge };
}

/** Wrong usage: commander has written its message to stderr; who asked for JSON gets one document all the same. */
function endOfParsing(error: unknown, argv: readonly string[]): number {
  if (!(error instanceof CommanderError)) throw error;
  if (error.exitCode === 0) return EXIT.done;
  const message = error.message.replace(/^error: /, '');
  const appError: AppError = { code: 'INVALID_REQUEST', message, hint: 'See: coldpress --help' };
  if (argv.includes('--json')) process.stdout.write(`${JSON.stringify({ error: appError })}\n`);
  return EXIT.usage;
}

/** Runs the command line and gives its exit status; text of its own goes to stdout and stderr. */
export async function runProgram(argv: readonly string[], workerFile: string): Promise<number> {
  let status: number = EXIT.done;
  const tool = `coldpress ${packageJson.version}`;
  const interruption = new AbortController();
  const interrupt = (): void => interruption.abort();

  const action: Action =
    (run) =>
    async (...given) => {
      const command = given.at(-1) as Command;
      const options = command.opts<Invocation['common']>();
      const output = createOutput({ json: options.json === true, quiet: options.quiet === true });
      try {
        const invocation = { output, common: options, workerFile, tool, interrupted: interruption.signal };
        status = await run(invocation, command.args, options);
      } catch (error) {
        const appError = asAppError(error);
        output.error(appError);
        status = exitStatusOfError(appError);
      }
    };

  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    await createProgram(action).parseAsync([...argv]);
    return status;
  } catch (error) {
    return endOfParsing(error, argv);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}
