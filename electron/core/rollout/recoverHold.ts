import path from 'node:path';
import type { HealthChoice } from '#contract/health';
import { decideHold } from '../model/recovery';
import type { HoldDecision, Listing } from '../model/recovery';
import { compareContents, passThrough, relationOf } from './compareContents';
import type { Comparison, Content, ContentFile } from './compareContents';
import type { ContentProof } from './content';
import { LeftAlone, leaveAlone } from './outcome';
import { HOLD_SUFFIX } from './place';
import { guarded, makeDurable, underThreadLocks, withFile } from './recoveryLocks';
import type { Locked, OpenCheck, OpenFile } from './recoveryLocks';
import { done, findingOf, found, recoveryActionOf } from './recoveryTools';
import type { RecoveryTools, StepResult } from './recoveryTools';
import { filesOfThread, formPath } from './threadFiles';
import type { ThreadFile, ThreadSpot } from './threadFiles';

type Held = {
  readonly tools: RecoveryTools;
  readonly spot: ThreadSpot;
  readonly hold: OpenFile;
  readonly truth: OpenFile | null;
  readonly comparison: Comparison;
  readonly check: OpenCheck;
};

const NOTHING: Content = { kind: 'damaged', damage: 'There is none.' };

function isCompressed({ form }: ThreadFile): boolean {
  return form === 'compressed' || form === 'heldCompressed';
}

/** A hold without a byte is what a move in two steps leaves where it is cut off: there is nothing in it to decode. */
function contentFile(file: OpenFile): ContentFile {
  const isEmptyHold = file.form === 'heldCompressed' && file.state.size === 0n;
  return { fd: file.fd, size: Number(file.state.size), compressed: isCompressed(file) && !isEmptyHold };
}

function compare(tools: RecoveryTools, hold: OpenFile, truth: OpenFile | null): Comparison {
  const { effects, press, control } = tools;
  const reading = { fs: effects.fs, press, control };
  if (truth !== null) return compareContents(reading, contentFile(hold), contentFile(truth));
  const first = passThrough(reading, contentFile(hold), () => undefined);
  return { first, second: NOTHING, equalBytes: 0 };
}

function locked({ tools, spot, hold, truth, check }: Held, absent: readonly string[]): Locked {
  const { effects, home, control } = tools;
  const unchanged = truth === null ? [hold] : [hold, truth];
  return { effects, home, id: spot.id, shouldStop: control.shouldStop, unchanged, absent, check };
}

function proofOf(content: Content): ContentProof | null {
  return content.kind === 'whole' ? content.proof : null;
}

/** The name under which Codex will read the held file: where the thread is now, or where it was. */
function nameFor({ hold, truth, spot }: Held): string {
  const directory = path.dirname((truth ?? hold).path);
  return formPath(directory, spot.plainName, isCompressed(hold) ? 'compressed' : 'plain');
}

function removeHold(held: Held): StepResult {
  const { tools, spot, hold, truth, comparison } = held;
  const { effects, home } = tools;
  if (truth === null) return leaveAlone('failed', 'nothing stands that the hold could be compared with');
  makeDurable(effects, truth);
  underThreadLocks(locked(held, []), () => {
    effects.fs.unlink(hold.path);
    effects.fs.syncDirectory(path.dirname(hold.path));
  });
  const message = 'A file was still set aside by a swap. All that it holds stands in the thread, so it was removed.';
  const proof = proofOf(comparison.second);
  return done(recoveryActionOf(home, { kind: 'removed_hold', threadId: spot.id, file: hold.path, message, proof }));
}

function putBack(held: Held, message: string): StepResult {
  const { tools, spot, hold, truth, comparison } = held;
  const { effects, home } = tools;
  const name = nameFor(held);
  makeDurable(effects, hold);
  // Where nothing stood for the thread nothing may stand by now, in either root and form.
  const names = spot.directories.flatMap((directory) => [
    formPath(directory, spot.plainName, 'plain'),
    formPath(directory, spot.plainName, 'compressed'),
  ]);
  underThreadLocks(locked(held, truth === null ? names : [name]), () => {
    effects.fs.moveNoReplace(hold.path, name);
    for (const directory of new Set([path.dirname(name), path.dirname(hold.path)])) effects.fs.syncDirectory(directory);
  });
  const proof = proofOf(comparison.first);
  return done(recoveryActionOf(home, { kind: 'put_back', threadId: spot.id, file: name, message, proof }));
}

/**
 * The held file and the plain one, which is only its beginning, change places at once, so that the thread never stands
 * nowhere; what was the plain file is a hold then and is looked at again, after a second, like any other.
 */
function changePlaces(held: Held): StepResult {
  const { tools, spot, hold, truth, comparison } = held;
  const { effects, home } = tools;
  if (truth === null) return leaveAlone('failed', 'nothing stands that the hold could change places with');
  makeDurable(effects, hold);
  guarded(effects, [truth], (checkTruth) => {
    const check: OpenCheck = (where) => {
      held.check(where);
      checkTruth(where);
    };
    underThreadLocks(locked({ ...held, check }, []), () => {
      if (!effects.fs.exchange(hold.path, truth.path)) replaceTruth(tools, hold, truth);
      for (const file of [truth, hold]) effects.fs.syncDirectory(path.dirname(file.path));
    });
  });
  const message =
    'A file that a swap had set aside held more than the thread, which was its beginning. It was put back.';
  const proof = proofOf(comparison.first);
  const action = recoveryActionOf(home, { kind: 'put_back', threadId: spot.id, file: truth.path, message, proof });
  return { kind: 'done', actions: [action], again: true };
}

/** Where two names cannot be exchanged: what is removed is proven to be the beginning of what takes its name. */
function replaceTruth({ effects }: RecoveryTools, hold: ThreadFile, truth: ThreadFile): void {
  effects.fs.unlink(truth.path);
  effects.fs.moveNoReplace(hold.path, truth.path);
}

/**
 * What a swap had set aside gets a name that Codex reads; the damaged file gets that of a hold, which neither Codex nor its
 * sweep reads, and is reported from then on.
 */
function replaceDamaged(held: Held): StepResult {
  const { tools, spot, hold, truth, comparison } = held;
  const { effects, home } = tools;
  if (truth === null) return leaveAlone('failed', 'nothing stands that could be damaged');
  const damage = comparison.second.kind === 'damaged' ? comparison.second.damage : '';
  const name = nameFor(held);
  const aside = truth.path + HOLD_SUFFIX;
  makeDurable(effects, hold);
  const absent = isCompressed(hold) ? [] : [name, aside];
  underThreadLocks(locked(held, absent), () => {
    if (isCompressed(hold)) exchangeOrLeave(tools, hold, truth);
    else {
      effects.fs.moveNoReplace(hold.path, name);
      effects.fs.syncDirectory(path.dirname(name)); // before the other one goes: the thread never stands nowhere
      effects.fs.moveNoReplace(truth.path, aside);
    }
    for (const file of [truth, hold]) effects.fs.syncDirectory(path.dirname(file.path));
  });
  const message = `The compressed file is damaged: ${damage} What a swap had set aside was put back in its place.`;
  const proof = proofOf(comparison.first);
  return done(recoveryActionOf(home, { kind: 'put_back', threadId: spot.id, file: name, message, proof }));
}

function exchangeOrLeave({ effects }: RecoveryTools, hold: ThreadFile, truth: ThreadFile): void {
  if (effects.fs.exchange(hold.path, truth.path)) return;
  leaveAlone(
    'skipped_unsupported',
    'This file system cannot exchange the damaged file for the one that was set aside.',
  );
}

type Words = { readonly severity: 'caution' | 'danger'; readonly message: string; readonly hint: string };

function holdFinding(held: Pick<Held, 'tools' | 'spot'>, files: readonly ThreadFile[], words: Words): StepResult {
  const { tools, spot } = held;
  const choices: readonly HealthChoice[] =
    files.length > 1 ? ['set_aside_hold', 'keep_both'] : ['put_back_hold', 'set_aside_hold'];
  return found(findingOf(tools.home, { kind: 'hold', threadId: spot.id, files, ...words, choices }));
}

function report(held: Held, decision: 'offer_hold' | 'report_damaged' | 'conflict'): StepResult {
  const { hold, truth, comparison } = held;
  const files = truth === null ? [hold] : [hold, truth];
  if (decision === 'offer_hold') {
    const message =
      'A swap was interrupted while this thread was set aside, and no file of it stands any more. Codex does not list it, so it may have been deleted there.';
    const hint = 'Put it back to have it in Codex again, or set it aside.';
    return holdFinding(held, files, { severity: 'caution', message, hint });
  }
  if (decision === 'report_damaged') {
    const damage = comparison.first.kind === 'damaged' ? comparison.first.damage : 'It is empty.';
    const message = `A file that a swap had set aside cannot be decoded: ${damage} It was left as it is.`;
    return holdFinding(held, files, { severity: 'caution', message, hint: 'Set it aside if the thread is whole.' });
  }
  const message =
    'A file that a swap had set aside and the thread itself both hold something that the other does not. All of them were kept.';
  const hint = 'Set the held file aside to compare it later; it can be put back.';
  return holdFinding(held, files, { severity: 'danger', message, hint });
}

function act(held: Held, decision: HoldDecision): StepResult {
  switch (decision) {
    case 'remove_hold':
      return removeHold(held);
    case 'put_back':
      return putBack(held, 'A swap was interrupted while this thread was set aside. It was put back.');
    case 'change_places':
      return changePlaces(held);
    case 'replace_damaged':
      return replaceDamaged(held);
    case 'offer_hold':
    case 'report_damaged':
    case 'conflict':
      return report(held, decision);
  }
}

function decide(held: Held): StepResult {
  const { tools, spot, hold, truth, comparison } = held;
  const isUseless = comparison.first.kind === 'damaged' || hold.state.size === 0n;
  const lonely = isUseless ? 'first_damaged' : 'equal';
  const decision = decideHold({
    of: isCompressed(hold) ? 'compressed' : 'plain',
    truth: truth === null ? null : isCompressed(truth) ? 'compressed' : 'plain',
    relation: truth === null ? lonely : relationOf(comparison),
    listing: truth !== null ? 'unknown' : listingWithin(tools, spot.id),
  });
  return act(held, decision);
}

/** Where a folder could not be listed, the thread may stand there: then only Codex's own word counts. */
function listingWithin(tools: RecoveryTools, id: string): Listing {
  const listing = tools.listingOf(id);
  return tools.complete || listing === 'listed' ? listing : 'unknown';
}

/** Both names lead to one file: a move was cut off between its two steps. The name that Codex reads stays. */
function dropSecondName(tools: RecoveryTools, spot: ThreadSpot, hold: ThreadFile): StepResult {
  const { effects, home, control } = tools;
  const parts = { id: spot.id, unchanged: [hold], absent: [], check: () => undefined, shouldStop: control.shouldStop };
  underThreadLocks({ effects, home, ...parts }, () => {
    effects.fs.unlink(hold.path);
    effects.fs.syncDirectory(path.dirname(hold.path));
  });
  const message = 'Setting this thread aside had stopped half-way. Its second name was removed.';
  const bytes = Number(hold.state.size);
  return done(
    recoveryActionOf(home, { kind: 'removed_hold', threadId: spot.id, file: hold.path, message, proof: null, bytes }),
  );
}

/** Opened while it was set aside: who writes to it writes for nobody until it has its name again. */
function giveBackOpen(tools: RecoveryTools, spot: ThreadSpot, hold: OpenFile): StepResult {
  const truth = null;
  const comparison: Comparison = { first: NOTHING, second: NOTHING, equalBytes: 0 };
  const held: Held = { tools, spot, hold, truth, comparison, check: () => undefined };
  const name = formPath(path.dirname(hold.path), spot.plainName, 'plain');
  const { effects, home } = tools;
  underThreadLocks(locked(held, [name]), () => {
    effects.fs.moveNoReplace(hold.path, name);
    effects.fs.syncDirectory(path.dirname(name));
  });
  const message = 'Another program opened the file while it was being set aside, so it was put back.';
  const bytes = Number(hold.state.size);
  return done(recoveryActionOf(home, { kind: 'put_back', threadId: spot.id, file: name, message, proof: null, bytes }));
}

function sameFile(a: ThreadFile, b: ThreadFile): boolean {
  return a.state.dev === b.state.dev && a.state.ino === b.state.ino;
}

export type HoldCase = {
  readonly hold: ThreadFile;
  readonly truth: ThreadFile | null;
  /** This very recovery has set it aside, a moment ago. */
  readonly madeNow: boolean;
};

/** Decides about a file that a swap had set aside, and does it (safety.md, Recover). */
export function recoverHold(tools: RecoveryTools, spot: ThreadSpot, { hold, truth, madeNow }: HoldCase): StepResult {
  const { effects } = tools;
  if (truth !== null && sameFile(hold, truth)) return dropSecondName(tools, spot, hold);
  return withFile(effects, hold, (held) => {
    try {
      return guarded(effects, [held], (check) => {
        if (truth === null)
          return decide({ tools, spot, hold: held, truth, check, comparison: compare(tools, held, null) });
        return withFile(effects, truth, (open) =>
          decide({ tools, spot, hold: held, truth: open, check, comparison: compare(tools, held, open) }),
        );
      });
    } catch (error) {
      const isOpen = error instanceof LeftAlone && error.kind === 'skipped_in_use';
      const canGoBack = madeNow && hold.form === 'heldPlain' && truth?.form === 'compressed';
      if (isOpen && canGoBack && filesOfThread(effects.fs, spot).length === 2) return giveBackOpen(tools, spot, held);
      throw error;
    }
  });
}
