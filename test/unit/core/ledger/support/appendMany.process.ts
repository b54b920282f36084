import { appendEntries } from '#core/ledger/appendEntries';
import { systemEffects } from '#core/systemEffects';

/**
 * A process that says `ready`, waits for a line, and appends so many entries, one append each, printing the number of each
 * once it has been told that it is durable: `<file> <tool> <count>`.
 */
const [, , file = '', tool = '', count = '0'] = process.argv;

process.stdin.once('data', () => {
  const target = { file, tool, trigger: 'command_line', jobId: null } as const;
  for (let done = 0; done < Number(count); done += 1) {
    const [entry] = appendEntries(systemEffects, target, [{ kind: 'repair', tornBytes: done }]);
    process.stdout.write(`${String(entry?.seq)}\n`);
  }
  process.exit(0);
});
process.stdout.write('ready\n');
