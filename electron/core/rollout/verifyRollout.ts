import path from 'node:path';
import type { OutcomeKind } from '#contract/job';
import type { Effects, FileState } from '../ports';
import { briefReader, FileMoved } from './briefReader';
import type { BriefReader } from './briefReader';
import { asideWords, firstProofOf, lastProofWords } from './knownProofs';
import type { KnownProofs } from './knownProofs';
import { leaveAlone, resultOfError } from './outcome';
import type { RolloutResult } from './outcome';
import { HOLD_SUFFIX, otherDirectories, rolloutPlace } from './place';
import type { RolloutPlace } from './place';
import type { Control, Press } from './press';
import { readCompressed } from './readCompressed';
import type { CompressedReading } from './readCompressed';

export type VerifyTask = {
  readonly home: string;
  readonly id: string;
  /** Of the plain form, relative to the home. */
  readonly plainPath: string;
  readonly known: KnownProofs;
};

type Tools = {
  readonly effects: Pick<Effects, 'fs' | 'clock'>;
  readonly press: Press;
  readonly control: Control;
};
type Work = Tools & { readonly task: VerifyTask; readonly place: RolloutPlace };
type Whole = Extract<CompressedReading, { kind: 'whole' }>;

function standing(
  { effects, place }: Work,
  suffixes: readonly string[],
  directories: readonly string[],
): string | null {
  const name = path.basename(place.plain);
  const files = directories.flatMap((directory) => suffixes.map((suffix) => path.join(directory, name + suffix)));
  return files.find((file) => effects.fs.lstat(file) !== null) ?? null;
}

const everywhere = (place: RolloutPlace): readonly string[] => [place.directory, ...otherDirectories(place)];

function plainCopy(work: Work): string | null {
  return standing(work, ['', HOLD_SUFFIX], everywhere(work.place));
}

/** Whether the same content is known to stand anywhere else, and where. */
function copyWords(work: Work): string {
  const { home, known } = work.task;
  const plain = plainCopy(work);
  const hold = standing(work, [`.zst${HOLD_SUFFIX}`], everywhere(work.place));
  if (plain !== null) return `A plain copy stands at ${path.relative(home, plain)}.`;
  if (hold !== null) return `An earlier compressed file stands at ${path.relative(home, hold)}.`;
  return asideWords(known);
}

/** The file that was to be read is not there (any more): why, as far as can be seen. `begun`: it was a moment ago. */
function leaveMoved(work: Work, begun: boolean): never {
  const { effects, place, task } = work;
  const again = 'Verify again.';
  if (standing(work, [''], everywhere(place)) !== null) {
    if (begun) leaveAlone('skipped_changed', 'It was restored while it was being read, and is plain now.');
    leaveAlone('skipped_unsupported', 'It is not compressed.');
  }
  if (effects.fs.lstat(place.compressed) !== null) {
    leaveAlone('skipped_changed', `It was changed while it was being read. ${again}`);
  }
  if (standing(work, ['.zst'], otherDirectories(place)) !== null) {
    leaveAlone('skipped_changed', `It was archived or moved back meanwhile. ${again}`);
  }
  if (standing(work, [HOLD_SUFFIX, `.zst${HOLD_SUFFIX}`], everywhere(place)) !== null) {
    leaveAlone(
      'skipped_changed',
      'A swap of it is under way or was broken off: only its hold is there. Recover tells.',
    );
  }
  const deleted = begun ? 'It was deleted while it was being read.' : 'No file of it is there any more.';
  return leaveAlone('missing', `${deleted} ${lastProofWords(task.known)} ${copyWords(work)}`);
}

function compressedFile(work: Work): FileState {
  const { effects, place } = work;
  const state = effects.fs.lstat(place.compressed);
  if (state === null) return leaveMoved(work, false);
  if (state.kind === 'link') leaveAlone('skipped_unsupported', 'It is a symbolic link, not a file.');
  if (state.kind !== 'file') leaveAlone('skipped_unsupported', 'It is not a regular file.');
  return state;
}

type Verdict = {
  readonly kind: Extract<OutcomeKind, 'proven' | 'no_receipt' | 'corrupt'>;
  readonly content: Whole | null;
  /** What was wrong with a reading, whatever the verdict. */
  readonly damage: string | null;
  readonly reason: string | null;
};

function joined(...sentences: readonly (string | null)[]): string | null {
  const said = sentences.filter((sentence) => sentence !== null);
  return said.length === 0 ? null : said.join(' ');
}

const NOTHING_TO_COMPARE =
  'It decodes completely, but has no receipt and was never proven before, so there was nothing to compare it with. ' +
  'This proof is recorded; the next one will be compared with it.';

function wholeVerdict(content: Whole, firstReading: string | null): Verdict {
  const kind = content.against === 'nothing' ? 'no_receipt' : 'proven';
  const slip =
    firstReading === null
      ? null
      : `Its first reading failed: ${firstReading} Read again from the disk, it is whole. Check the memory and the disk of this machine.`;
  const compared = kind === 'no_receipt' ? NOTHING_TO_COMPARE : null;
  return { kind, content, damage: firstReading, reason: joined(slip, compared, content.note) };
}

/** A damaged file is read a second time, from the disk itself, before it is called corrupt. */
function judge(work: Work, reader: BriefReader): Verdict {
  const { press, control, task } = work;
  const reading = { reader, press, control, first: firstProofOf(task.known, reader.state) };
  const first = readCompressed(reading);
  reader.checkUnchanged();
  if (first.kind === 'whole') return wholeVerdict(first, null);
  reader.dropCache();
  const second = readCompressed(reading);
  reader.checkUnchanged();
  if (second.kind === 'whole') return wholeVerdict(second, first.damage);
  const readings =
    first.damage === second.damage
      ? `${first.damage} A second reading, from the disk itself, said the same.`
      : `${first.damage} A second reading, from the disk itself, said: ${second.damage}`;
  const reason = joined(readings, lastProofWords(task.known), copyWords(work), 'Nothing was changed.');
  return { kind: 'corrupt', content: null, damage: second.damage, reason };
}

function relativePath({ home }: VerifyTask, file: string): string {
  return path.relative(home, file).split(path.sep).join('/');
}

function attempt(work: Work): RolloutResult {
  const { task, place, effects } = work;
  const startedMs = effects.clock.elapsedMs();
  const state = compressedFile(work);
  const { kind, content, damage, reason } = judge(work, briefReader(effects, place.compressed, state));
  const size = Number(state.size);
  const contentBytes = content?.bytes ?? 0;
  return {
    outcome: {
      id: task.id,
      kind,
      sourceBytes: contentBytes,
      compressedBytes: size,
      ...(reason !== null && { reason }),
    },
    facts: null,
    freedBytes: 0,
    diskFull: false,
    proof: {
      outcome: kind,
      threadId: task.id,
      path: relativePath(task, place.plain),
      stamp: { bytes: size, mtimeNs: state.mtimeNs.toString() },
      sha256: content?.sha256 ?? null,
      contentBytes,
      damage,
      durationMs: Math.max(0, effects.clock.elapsedMs() - startedMs),
    },
  };
}

/**
 * Proves one compressed thread by decoding it completely, and changes nothing. Takes no lock and keeps no descriptor:
 * a swap, archive or deletion that happens meanwhile goes on, and is said as such, never as damage. Never throws.
 */
export function verifyRollout(task: VerifyTask, tools: Tools): RolloutResult {
  try {
    const work: Work = { ...tools, task, place: rolloutPlace(task.home, task.plainPath) };
    try {
      return attempt(work);
    } catch (error) {
      if (!(error instanceof FileMoved)) throw error;
      return leaveMoved(work, true);
    }
  } catch (error) {
    return resultOfError(task, error);
  }
}
