/** Words that say nothing about what a command does: nobody finds one by them alone. */
const smallWords = new Set(['a', 'an', 'and', 'for', 'in', 'of', 'only', 'or', 'the', 'to']);

/** Whether every word of the query begins a telling word of the text somewhere; case and accents do not matter. */
export function matches(text: string, query: string): boolean {
  const words = wordsOf(text);
  const parts = fold(query).split(/\s+/).filter(Boolean);
  const telling = parts.filter((part) => !smallWords.has(part) || !words.includes(part));
  if (parts.length > 0 && telling.length === 0) return false;
  return telling.every((part) => words.some((word) => !smallWords.has(word) && word.startsWith(part)));
}

function wordsOf(text: string): readonly string[] {
  return fold(text).split(/[^\p{L}\p{N}]+/u);
}

function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
