import { createDecoder, createEncoder } from '../zstd/codec';
import type { Decoder, Encoder } from '../zstd/codec';

import type { FileSystem } from '../ports';
import type { KnownProofs } from './knownProofs';
import { createHeadReader } from './readHead';
import type { HeadReader } from './readHead';

/** What one pool thread keeps for all its files: one context each way and one buffer, used again and again. */
export type Press = {
  readonly encoder: Encoder;
  readonly decoder: Decoder;
  readonly buffer: Uint8Array;
  readonly heads: HeadReader;
};

const BUFFER_BYTES = 1024 * 1024;

export function createPress(fs: FileSystem): Press {
  const decoder = createDecoder();
  const buffer = new Uint8Array(BUFFER_BYTES);
  return { encoder: createEncoder(), decoder, buffer, heads: createHeadReader(fs, decoder) };
}

/** A file of this size or more takes so much memory for its window that it is given back after each use. */
export const LARGE_BYTES = 60_000_000;

/** The steps of the work on one file that a person sees. */
export type Step = 'reading' | 'verifying' | 'swapping';

/** How the work on one file speaks with the job: it asks between chunks whether to stop, and says how far it is. */
export type Control = {
  readonly shouldStop: () => boolean;
  /** `share` of this step, 0 to 1. */
  readonly progress: (step: Step, share: number) => void;
};

/** What a file is pressed again for, where nobody says otherwise: every swap has its price. */
export const DEFAULT_MIN_GAIN = 0.2;

export type SwapTask = {
  readonly home: string;
  readonly id: string;
  /** Of the plain form, relative to the home. */
  readonly plainPath: string;
  /** Rollouts changed less long ago than this are not cold; 0 takes all. */
  readonly minAgeMs: number;
  /** zstd's level; `null`: the default. */
  readonly level: number | null;
  /** What the ledger knows of its compressed files, to compare what is decoded with; left out: nothing. */
  readonly known?: KnownProofs;
  /** Leave the thread alone where no write lease is to be had: a Codex without locks may be writing to it. */
  readonly needsLease: boolean;
  /** Pressing again has to save this share of the old compressed file, 0 to 1. */
  readonly minGain: number;
  /** Set a restored file's mtime to now, as Codex does, so that its worker leaves it alone for a week. */
  readonly touch: boolean;
  /** `coldpress 0.1.0`, for the receipt. */
  readonly tool: string;
};
