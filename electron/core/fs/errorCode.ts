/** The system's code of an error from the FileSystem port, for example `EACCES`; `EUNKNOWN` where there is none. */
export function errorCodeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'EUNKNOWN';
}
