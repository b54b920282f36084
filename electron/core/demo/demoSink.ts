/** What a demo store needs of the disk. Paths are relative to the store, with slashes. */
export type DemoSink = {
  /** Makes the directory and those above it; one that exists is fine. */
  readonly makeDirectory: (path: string) => Promise<void>;
  /**
   * Makes a file that must not exist, its directory included. Takes one chunk at a time, is done with it before it takes
   * the next, and lets other work in between. What a failure left goes with `discard`.
   */
  readonly writeFile: (path: string, chunks: Iterable<Uint8Array>, attributes: FileAttributes) => Promise<WrittenFile>;
  /** Takes away all that was made, and nothing else. */
  readonly discard: () => Promise<void>;
};

export type FileAttributes = {
  readonly mode: number;
  /** Nanoseconds since 1970. The sink may be coarser: what it set is in `WrittenFile`. */
  readonly mtimeNs: bigint;
};

export type WrittenFile = { readonly bytes: number; readonly mtimeNs: bigint };
