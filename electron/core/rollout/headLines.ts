import type { Problem } from '../model/problem';
import { BAD_FIRST_LINE, EMPTY_FILE, FIRST_LINE_NOT_UTF8, FIRST_LINE_TOO_LONG } from '../model/problem';
import type { SessionMeta } from '../model/sessionMeta';
import { modelOf, sessionMetaOf, titleOf } from './headRecords';

/** What the first records of a rollout say. `problem`: why Codex would refuse them, or `null`. */
export type Head = {
  readonly meta: SessionMeta | null;
  readonly title: string | null;
  readonly model: string | null;
  readonly problem: Problem | null;
};

/** Takes the decoded beginning of a rollout piece by piece and gives its facts; keeps nothing but those. */
export type HeadLines = {
  /** `held` is everything so far, from the first byte on. True: nothing more is needed. */
  readonly take: (held: Uint8Array) => boolean;
  /** `whole`: the file ends where `held` does, so a last line without a newline counts too. */
  readonly finish: (held: Uint8Array, whole: boolean) => Head;
};

const NEWLINE = 10;
/** Lines without one of these are not parsed: output of megabytes stands between the few that matter. */
const TELLING = ['turn_context', 'user_message', 'UserMessage', 'session_meta'].map((word) => Buffer.from(word));

const lenient = new TextDecoder('utf-8');
const strict = new TextDecoder('utf-8', { fatal: true });

function isUtf8(line: Uint8Array): boolean {
  try {
    strict.decode(line);
    return true;
  } catch {
    return false; // the decoder says no more than that it is not
  }
}

function parsed(line: Uint8Array): unknown {
  try {
    return JSON.parse(lenient.decode(line)) as unknown;
  } catch {
    return undefined; // torn, NUL bytes or another tool's line: Codex passes over it too
  }
}

export function headLines(): HeadLines {
  let lineStart = 0;
  let scanned = 0;
  let lines = 0;
  let meta: SessionMeta | null = null;
  let title: string | null = null;
  let model: string | null = null;
  let problem: Problem | null = null;

  function takeFirst(line: Uint8Array): void {
    meta = sessionMetaOf(parsed(line));
    if (!isUtf8(line)) problem = FIRST_LINE_NOT_UTF8;
    else if (meta === null) problem = BAD_FIRST_LINE;
  }

  function takeLine(line: Uint8Array): void {
    lines += 1;
    if (lines === 1) {
      takeFirst(line);
      return;
    }
    const bytes = Buffer.from(line.buffer, line.byteOffset, line.byteLength);
    if (!TELLING.some((word) => bytes.includes(word))) return;
    const record = parsed(line);
    meta ??= sessionMetaOf(record);
    model ??= modelOf(record);
    title ??= titleOf(record);
  }

  function take(held: Uint8Array): boolean {
    for (;;) {
      const end = held.indexOf(NEWLINE, scanned);
      scanned = end === -1 ? held.byteLength : end + 1;
      if (end === -1) return title !== null;
      takeLine(held.subarray(lineStart, end));
      lineStart = scanned;
    }
  }

  function finish(held: Uint8Array, whole: boolean): Head {
    if (whole && lineStart < held.byteLength) takeLine(held.subarray(lineStart));
    if (lines === 0) problem = held.byteLength === 0 ? EMPTY_FILE : FIRST_LINE_TOO_LONG;
    return { meta, title, model, problem };
  }

  return { take, finish };
}
