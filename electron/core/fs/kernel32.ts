import koffi from 'koffi';

/**
 * Windows' byte-range locks, which is what Codex's `File::lock` is there: LockFileEx over the whole file. The handle of
 * a descriptor of Node's comes from libuv, whose functions the running program exports.
 */
type Native = (...args: unknown[]) => unknown;

const EXCLUSIVE = 2;
const FAIL_AT_ONCE = 1;
const WHOLE = 0xff_ff_ff_ff;
const OVERLAPPED_BYTES = 32;
const ERROR_LOCK_VIOLATION = 33;
const ERROR_IO_PENDING = 997;

const MOVE_WRITE_THROUGH = 8;
/** Windows' errors, as the codes that Node gives them. */
const CODES: Readonly<Record<number, string>> = {
  2: 'ENOENT',
  3: 'ENOENT',
  5: 'EACCES',
  32: 'EBUSY',
  80: 'EEXIST',
  112: 'ENOSPC',
  183: 'EEXIST',
};

type Calls = Readonly<Record<'handleOf' | 'lock' | 'unlock' | 'move' | 'lastError', Native>>;
let calls: Calls | null = null;

function load(): Calls {
  const kernel32 = koffi.load('kernel32.dll');
  const self = koffi.load(process.execPath);
  return {
    handleOf: self.func('intptr_t uv_get_osfhandle(int fd)') as Native,
    lock: kernel32.func(
      'bool __stdcall LockFileEx(intptr_t file, uint32_t flags, uint32_t zero, uint32_t low, uint32_t high, void *overlapped)',
    ) as Native,
    unlock: kernel32.func(
      'bool __stdcall UnlockFileEx(intptr_t file, uint32_t zero, uint32_t low, uint32_t high, void *overlapped)',
    ) as Native,
    move: kernel32.func('bool __stdcall MoveFileExW(str16 from, str16 to, uint32_t flags)') as Native,
    lastError: kernel32.func('uint32_t __stdcall GetLastError()') as Native,
  };
}

/** Takes the lock without waiting; `false` where another handle has it. */
export function lockWholeFile(fd: number): boolean {
  calls ??= load();
  const { handleOf, lock, lastError } = calls;
  const overlapped = new Uint8Array(OVERLAPPED_BYTES);
  if (lock(handleOf(fd), EXCLUSIVE | FAIL_AT_ONCE, 0, WHOLE, WHOLE, overlapped) === true) return true;
  const error = Number(lastError());
  if (error === ERROR_LOCK_VIOLATION || error === ERROR_IO_PENDING) return false;
  throw new Error(`LockFileEx failed with Windows error ${error}`);
}

export function unlockWholeFile(fd: number): void {
  calls ??= load();
  const { handleOf, unlock, lastError } = calls;
  if (unlock(handleOf(fd), 0, WHOLE, WHOLE, new Uint8Array(OVERLAPPED_BYTES)) === true) return;
  throw new Error(`UnlockFileEx failed with Windows error ${Number(lastError())}`);
}

function failed(call: string, path: string, error: number): NodeJS.ErrnoException {
  const code = CODES[error] ?? 'EUNKNOWN';
  return Object.assign(new Error(`${code}: ${call} '${path}' (Windows error ${error})`), { code, path });
}

/** Renames without replacing: MoveFileExW is not asked to. Not tried on a Windows yet. */
export function moveFileNoReplace(from: string, to: string): void {
  calls ??= load();
  if (calls.move(from, to, MOVE_WRITE_THROUGH) === true) return;
  throw failed('rename', to, Number(calls.lastError()));
}
