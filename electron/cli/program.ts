import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { AppFailure } from '#contract/errors';
import { DEFAULT_MIN_AGE_MS } from '#core/model/coldPolicy';
import { describeError } from '#core/rollout/outcome';
import packageJson from '../../package.json';
import { runDemo } from './demoCommand';
import { parseDurationMs } from './duration';
import { EXIT, exitStatusOfError } from './exitStatus';
import { runJobCommand } from './jobCommand';
import type { JobCommandOptions } from './jobCommand';
import { createOutput } from './output';
import type { Invocation } from './invocation';
import { runScan } from './scanCommand';

const KINDS = ['active', 'archived'] as const;

function durationArgument(text: string): number {
  const durationMs = parseDurationMs(text);
  if (durationMs !== null) return durationMs;
  throw new InvalidArgumentError('a duration is needed, for example 7d, 12h, 30m or 0.');
}

function levelArgument(text: string): number {
  const level = Number(text);
  if (Number.isInteger(level) && level >= 1 && level <= 19) return level;
  throw new InvalidArgumentError('a whole number from 1 to 19 is needed.');
}

function includeArgument(text: string): readonly string[] {
  const kinds = text.split(',').map((kind) => kind.trim());
  if (kinds.length > 0 && kinds.every((kind) => (KINDS as readonly string[]).includes(kind))) return kinds;
  throw new InvalidArgumentError('active, archived, or both with a comma between.');
}

function common(command: Command): Command {
  return command
    .option('--home <dir>', 'the Codex home (default: $CODEX_HOME, else ~/.codex)')
    .option('--data <dir>', 'where Coldpress keeps its own catalog')
    .option('--json', 'exactly one JSON document on stdout')
    .option('--quiet', 'no text and no progress');
}

/** Runs the command line and gives its exit status; text of its own goes to stdout and stderr. */
export async function runProgram(argv: readonly string[], workerFile: string): Promise<number> {
  let status: number = EXIT.done;
  const tool = `coldpress ${packageJson.version}`;

  function action(run: (invocation: Invocation, args: readonly string[], options: object) => Promise<number>) {
    return async (...given: unknown[]): Promise<void> => {
      const command = given.at(-1) as Command;
      const options = command.opts<Invocation['common']>();
      const output = createOutput({ json: options.json === true, quiet: options.quiet === true });
      try {
        status = await run({ output, common: options, workerFile, tool }, command.args, options);
      } catch (error) {
        const hint = 'If this happens again, please report it.';
        const appError =
          error instanceof AppFailure
            ? error.appError
            : ({ code: 'INTERNAL', message: describeError(error), hint } as const);
        output.error(appError);
        status = exitStatusOfError(appError);
      }
    };
  }

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
  common(program.command('demo <dir>'))
    .description('create a demo store to play with')
    .action(action((invocation, args) => runDemo(invocation, args[0] ?? '')));

  try {
    await program.parseAsync([...argv]);
    return status;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  }
}

/** `--min-age` under a name that says its unit; restore has none. */
function readAge(options: object): Omit<JobCommandOptions, 'ids'> {
  const { minAge = 0, ...rest } = options as { readonly minAge?: number };
  return { ...rest, minAgeMs: minAge };
}
