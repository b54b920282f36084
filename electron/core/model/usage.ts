/** Bytes that compression saves now: what the content would take less what its file takes; never negative. */
export function savedBytesOf(logicalBytes: number | null, physicalBytes: number): number {
  return logicalBytes === null ? 0 : Math.max(0, logicalBytes - physicalBytes);
}
