import path from 'node:path';
import koffi from 'koffi';
import type { DemoSink } from '#core/demo/demoSink';

const NS_PER_SECOND = 1_000_000_000n;
/** "Relative to the current directory", in the C library of each system. */
const AT_FDCWD = process.platform === 'darwin' ? -2 : -100;

/**
 * The same sink, but the times of its files use all nine digits. Node sets times to the microsecond at best, and a
 * program that does the same would go unnoticed. Windows has no such call: there times stay as they are.
 */
export function withNanoseconds(sink: DemoSink, root: string): DemoSink {
  if (process.platform === 'win32') return sink;
  const setTime = openSetTime();
  let files = 0n;
  return {
    ...sink,
    writeFile: async (file, chunks, attributes) => {
      const written = await sink.writeFile(file, chunks, attributes);
      files++;
      const mtimeNs = written.mtimeNs - (written.mtimeNs % 1000n) + ((files * 37n) % 999n) + 1n;
      setTime(path.join(root, file), mtimeNs);
      return { ...written, mtimeNs };
    },
  };
}

function openSetTime(): (file: string, timeNs: bigint) => void {
  const library = koffi.load(process.platform === 'darwin' ? 'libSystem.dylib' : 'libc.so.6');
  const utimensat = library.func('utimensat', 'int', ['int', 'str', koffi.pointer('int64_t'), 'int']);
  return (file, timeNs) => {
    const time = [timeNs / NS_PER_SECOND, timeNs % NS_PER_SECOND];
    const status: unknown = utimensat(AT_FDCWD, file, [...time, ...time], 0);
    if (status !== 0) throw new Error(`utimensat failed for ${file}`);
  };
}
