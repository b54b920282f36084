/** A seeded source of randomness: the same seed always gives the same sequence, on every platform. */
export type Random = {
  /** A uniform integer from 0 up to 2^32 - 1. */
  readonly word: () => number;
  /** A uniform number in [0, 1). */
  readonly fraction: () => number;
  /** A uniform integer in [0, limit). */
  readonly below: (limit: number) => number;
  /** A uniform integer in [min, max], both included. */
  readonly between: (min: number, max: number) => number;
  readonly chance: (probability: number) => boolean;
  /** One item of a list that is not empty. */
  readonly pick: <T>(list: readonly T[]) => T;
  /** A sample of the standard normal distribution. */
  readonly normal: () => number;
  /** A whole number, log-normal around a median, held within bounds. */
  readonly logNormal: (shape: LogNormal) => number;
  /** Lower-case hexadecimal digits. */
  readonly hex: (digits: number) => string;
  /** Bytes that do not compress. */
  readonly bytes: (length: number) => Buffer;
  /** A version 7 UUID, as Codex uses for threads, turns and messages. */
  readonly uuid7: (timeMs: number) => string;
  /** A generator of its own: what the child consumes never shifts what others draw. */
  readonly fork: (label: string) => Random;
};

type LogNormal = {
  readonly median: number;
  readonly sigma: number;
  readonly min: number;
  readonly max: number;
};

const TWO_32 = 0x1_0000_0000;

export function createRandom(seed: string): Random {
  const word = createWords(seed);
  const fraction = (): number => word() / TWO_32;
  const below = (limit: number): number => Math.floor(fraction() * limit);
  const normal = (): number => {
    const radius = Math.sqrt(-2 * Math.log(1 - fraction()));
    return radius * Math.cos(2 * Math.PI * fraction());
  };
  const hex = (digits: number): string => hexDigits(word, digits);

  return {
    word,
    fraction,
    below,
    normal,
    hex,
    between: (min, max) => min + below(max - min + 1),
    chance: (probability) => fraction() < probability,
    pick: (list) => at(list, below(list.length)),
    logNormal: ({ median, sigma, min, max }) =>
      Math.round(Math.min(max, Math.max(min, median * Math.exp(sigma * normal())))),
    bytes: (length) => randomBytes(word, length),
    uuid7: (timeMs) => {
      const time = Math.floor(timeMs).toString(16).padStart(12, '0');
      const variant = '89ab'.charAt(word() >>> 30);
      return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(3)}-${variant}${hex(3)}-${hex(12)}`;
    },
    fork: (label) => createRandom(`${seed}/${label}`),
  };
}

/** The item at an index that must exist. */
export function at<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new RangeError(`no item ${index} in a list of ${list.length}`);
  return item;
}

/** xoshiro128**; the state lives in a typed array because V8 boxes 32-bit integers in closures. */
function createWords(seed: string): () => number {
  const state = seedWords(seed);
  return () => {
    const [a = 0, b = 0, c = 0, d = 0] = state;
    const scaled = Math.imul(b, 5);
    const result = Math.imul((scaled << 7) | (scaled >>> 25), 9) >>> 0;
    const crossed = d ^ b;
    state[0] = a ^ crossed;
    state[1] = b ^ c ^ a;
    state[2] = c ^ a ^ (b << 9);
    state[3] = (crossed << 11) | (crossed >>> 21);
    return result;
  };
}

/** Four words from a text: FNV-1a over its characters, then splitmix32, which is never all zero in four steps. */
function seedWords(seed: string): Int32Array {
  let hash = 0x811c9dc5;
  for (let index = 0; index < seed.length; index++) hash = Math.imul(hash ^ seed.charCodeAt(index), 0x01000193);
  return Int32Array.from({ length: 4 }, () => {
    hash = (hash + 0x9e3779b9) | 0;
    const mixed = Math.imul(hash ^ (hash >>> 16), 0x21f0aaad);
    const again = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return again ^ (again >>> 15);
  });
}

function hexDigits(word: () => number, digits: number): string {
  let text = '';
  while (text.length < digits) text += word().toString(16).padStart(8, '0');
  return text.slice(0, digits);
}

function randomBytes(word: () => number, length: number): Buffer {
  const words = new Uint32Array(Math.ceil(length / 4));
  for (let index = 0; index < words.length; index++) words[index] = word();
  return Buffer.from(words.buffer, 0, length);
}
