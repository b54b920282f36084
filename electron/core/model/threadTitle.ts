/** What Codex takes a message's text to begin after, where editors put context before it (X, codex-store.md). */
const USER_MESSAGE_BEGIN = '## My request for Codex:';
/** Codex's own words for a first message that holds images only. */
const IMAGE_ONLY = '[Image]';
export const UNTITLED = 'Untitled thread';
const MAX_TITLE_CHARS = 300;
/** How much of a message is looked at: a pasted log of megabytes is not folded for its first 300 characters. */
const LOOKED_AT_CHARS = 4096;

/** Half a character, from a cut or a broken record, becomes U+FFFD: neither SQLite nor a pipe takes it. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

/** One line, whitespace folded, at most 300 UTF-16 units, never cut within a character. */
export function oneLine(text: string): string {
  const folded = text
    .slice(0, LOOKED_AT_CHARS)
    // eslint-disable-next-line no-control-regex -- control characters must not reach a table or a terminal
    .replace(/[\s\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g, ' ')
    .trim();
  const cut = folded.length > MAX_TITLE_CHARS ? folded.slice(0, MAX_TITLE_CHARS).trimEnd() : folded;
  return wellFormed(cut);
}

/**
 * The title that Codex gives a thread by a user message (`strip_user_message_prefix` and `user_message_preview` of
 * state/src/extract.rs), or `null` if the message gives none and the next one decides.
 */
export function titleOfMessage(text: string, hasImages: boolean): string | null {
  const begin = text.indexOf(USER_MESSAGE_BEGIN);
  const title = oneLine((begin === -1 ? text : text.slice(begin + USER_MESSAGE_BEGIN.length)).trimStart());
  if (title !== '') return title;
  return hasImages ? IMAGE_ONLY : null;
}

/** The title on show: the user's name for the thread, else the first message, else a constant. */
export function shownTitle(name: string | null, title: string | null): string {
  return name ?? title ?? UNTITLED;
}

/** Text for comparing without case, in every script and whatever the system's language. */
export function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/** The words of a filter, folded; all of them must occur in `searchText`. */
export function filterWords(text: string): readonly string[] {
  return folded(text)
    .split(/\s+/)
    .filter((word) => word !== '');
}
