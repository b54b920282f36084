import zstd from 'zstd-napi';
import { compressRollout } from '#core/rollout/compressRollout';
import type { Operation } from './operation';
import { makeFile, readWhole } from './stage';
import type { FileToMake, Stage } from './stage';
import { act, expectRecovered, recover } from './storeOperations';
import { expectClean, expectKept, expectReadable, makeThread, ORIGINAL, plainFile } from './thread';

const HOLD = '.coldpress-hold';

function put(stage: Stage, suffix: string, content: Uint8Array): void {
  makeFile(stage.effects.fs, plainFile(stage) + suffix, { ...ORIGINAL, content });
}

/** The original, pressed by Coldpress itself, alone in the store; gives its bytes. */
function pressed(stage: Stage, original: FileToMake = ORIGINAL): Uint8Array {
  const { fs } = stage.effects;
  makeFile(fs, plainFile(stage), original);
  act(compressRollout, stage);
  return readWhole(fs, `${plainFile(stage)}.zst`) ?? new Uint8Array();
}

function beginning(): Uint8Array {
  const { content } = ORIGINAL;
  return content.subarray(0, content.lastIndexOf(10, content.byteLength - 200) + 1);
}

type Found = {
  readonly what: string;
  /** `either`: the compressed one where nobody has the thread open, else the plain one. */
  readonly form: 'plain' | 'compressed' | 'either';
  readonly finishesSwaps?: boolean;
  readonly prepare: (stage: Stage) => void;
};

/** What a crash, at the worst moment, or Codex after it, may have left (safety.md, Recover). */
const FOUND: readonly Found[] = [
  {
    what: 'both forms, equal',
    form: 'either',
    prepare: (stage) => {
      pressed(stage);
      put(stage, '', ORIGINAL.content);
    },
  },
  {
    what: 'both forms, equal, beside an old Codex',
    form: 'plain',
    finishesSwaps: false,
    prepare: (stage) => {
      pressed(stage);
      put(stage, '', ORIGINAL.content);
    },
  },
  {
    what: 'a compressed form that the plain one has outgrown',
    form: 'plain',
    prepare: (stage) => {
      pressed(stage, { ...ORIGINAL, content: beginning() });
      put(stage, '', ORIGINAL.content);
    },
  },
  {
    what: 'a hold beside its twin',
    form: 'compressed',
    prepare: (stage) => {
      pressed(stage);
      put(stage, HOLD, ORIGINAL.content);
    },
  },
  { what: 'a hold alone', form: 'plain', prepare: (stage) => put(stage, HOLD, ORIGINAL.content) },
  {
    what: 'a hold that was written to, beside its twin',
    form: 'plain',
    prepare: (stage) => {
      pressed(stage, { ...ORIGINAL, content: beginning() });
      put(stage, HOLD, ORIGINAL.content);
    },
  },
  {
    what: 'a hold that was written to, beside a plain form without that',
    form: 'plain',
    prepare: (stage) => {
      put(stage, '', beginning());
      put(stage, HOLD, ORIGINAL.content);
    },
  },
  {
    what: 'an older press on hold beside the new one',
    form: 'compressed',
    prepare: (stage) => {
      pressed(stage);
      put(stage, `.zst${HOLD}`, zstd.compress(Buffer.from(ORIGINAL.content)));
    },
  },
  {
    what: 'a temporary',
    form: 'plain',
    prepare: (stage) => {
      makeThread(stage);
      const temporary = plainFile(stage).replace(/[^/]+$/, 'rollout-compress-cp0a1b2c3d4e5f.tmp');
      makeFile(stage.effects.fs, temporary, { ...ORIGINAL, content: Buffer.from('half of it') });
    },
  },
];

export const recoverOperations: readonly Operation[] = FOUND.map(({ what, form, prepare, finishesSwaps = true }) => ({
  name: `recover: ${what}`,
  provesWrites: false,
  prepare,
  run: (stage, acknowledge) => {
    if (recover(stage, finishesSwaps).actions.length > 0) acknowledge('recovered');
  },
  kept: (stage) => expectKept(stage),
  again: (stage) => {
    recover(stage, finishesSwaps);
    expectReadable(stage);
  },
  clean: (stage) => {
    expectRecovered(stage);
    const stands = stage.effects.fs.lstat(plainFile(stage)) === null ? 'compressed' : 'plain';
    expectClean(stage, form === 'either' ? stands : form);
  },
}));
