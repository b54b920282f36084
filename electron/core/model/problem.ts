import type { ProblemFile } from '#contract/store';

/** Why a file or a thread is left alone: what it is, in one sentence, and what to do about it, in another. */
export type Problem = { readonly kind: ProblemFile['kind']; readonly reason: string };

export function problem(kind: Problem['kind'], reason: string): Problem {
  return { kind, reason };
}

const FROM_BACKUP = 'Nothing was changed; restore this file from a backup.';

/** `what` is a whole sentence about a `.zst` that cannot be decoded. */
export function damagedProblem(what: string): Problem {
  return problem('damaged', `${what} Codex cannot read it. ${FROM_BACKUP}`);
}

export const EMPTY_FILE = problem(
  'damaged',
  `The file is empty, so there is no thread in it. Codex does not list it. ${FROM_BACKUP}`,
);

export const FIRST_LINE_TOO_LONG = problem(
  'unreadable',
  'The first record is longer than 1 MiB, so it was not read. The file is left alone; open the thread in Codex to see whether it is still good.',
);

export const BAD_FIRST_LINE = problem(
  'unreadable',
  `The first line is not a readable session_meta record, so Codex cannot resume this thread. The file is left alone. ${FROM_BACKUP}`,
);

export const FIRST_LINE_NOT_UTF8 = problem(
  'unreadable',
  `The first line holds bytes that are not UTF-8, so Codex cannot resume this thread. The file is left alone. ${FROM_BACKUP}`,
);

export function foreignIdProblem(id: string): Problem {
  return problem(
    'unreadable',
    `The name says one thread and the first record another (${id}). The file is left alone; give it back the name that Codex gave it.`,
  );
}

export const TWO_FORMS = problem(
  'duplicate',
  'A plain file and a compressed twin stand side by side. Codex reads the plain one; both are left alone until a recovery compares them.',
);

export const SECOND_NAME = problem(
  'foreign',
  'The file has a second name elsewhere (a hard link), so compressing it would free nothing. It is left alone; remove the other name first.',
);

/** Two files claim one thread; `other` is where the second one stands. */
export function duplicateProblem(other: string): Problem {
  return problem(
    'duplicate',
    `Another file has the same thread id: ${other}. Both are left alone; move the one that you do not want out of the store.`,
  );
}

/** `code` is the system's error code, for example EACCES. */
export function unreadableProblem(code: string): Problem {
  const busy = code === 'EAGAIN' || code === 'EWOULDBLOCK';
  if (busy) return problem('unreadable', 'Another program holds this file right now. Scan again in a moment.');
  const why = code === 'EACCES' || code === 'EPERM' ? 'Permission is denied' : `The system says ${code}`;
  return problem('unreadable', `${why}, so it could not be read. Check its owner and mode, then scan again.`);
}
