import { CODE_LINES, fillTemplate, LISTING_LINES, LOG_LINES, SENTENCES, TEST_LINES } from './templates';
import type { Template } from './templates';
import type { Random } from './random';
import type { Language } from './vocabulary';
import { pathIn } from './vocabulary';

/** Who asks for a text: the randomness, the language of the project, and about how long it should be. */
export type TextRequest = { readonly random: Random; readonly language: Language; readonly length: number };

const INDENTS = ['', '', '  ', '  ', '    ', '    ', '    ', '      ', '        '];
const OTHER_SCRIPTS = ['naïve', 'Größe', '你好，世界', 'Ελληνικά', 'Привет', 'ありがとう', 'zażółć', '🙂', '🚀', '✅'];

export function codeText(request: TextRequest): string {
  return lines(request.length, () => codeLine(request));
}

export function diffText(request: TextRequest): string {
  const { random, language, length } = request;
  const path = pathIn(random, language);
  const header =
    `diff --git a/${path} b/${path}\nindex ${random.hex(7)}..${random.hex(7)} 100644\n` +
    `--- a/${path}\n+++ b/${path}\n`;
  const body = lines(length, () => {
    if (random.chance(0.06)) return `@@ -${random.below(900)},7 +${random.below(900)},9 @@`;
    return random.pick([' ', ' ', ' ', '+', '-']) + codeLine(request);
  });
  return header + body;
}

/** Lines of a log that begins at a time. */
export function logText(request: TextRequest, startMs: number): string {
  let timeMs = startMs;
  return lines(request.length, () => {
    timeMs += request.random.below(900);
    return `${new Date(timeMs).toISOString()} ${oneOf(LOG_LINES, request)}`;
  });
}

export function testText(request: TextRequest): string {
  return lines(request.length, () => oneOf(TEST_LINES, request));
}

export function listingText(request: TextRequest): string {
  return lines(request.length, () => oneOf(LISTING_LINES, request));
}

/** Paragraphs of plain sentences; now and then a word of another script. */
export function proseText(request: TextRequest): string {
  const { random, length } = request;
  let text = '';
  while (text.length < length) {
    const sentences = Array.from({ length: random.between(1, 4) }, () => sentence(request));
    if (random.chance(0.02)) sentences.push(random.pick(OTHER_SCRIPTS));
    text += random.chance(0.15) ? `- ${sentences.join(' ')}\n` : `${sentences.join(' ')}\n\n`;
  }
  return text.trimEnd();
}

export function sentence(request: Omit<TextRequest, 'length'>): string {
  return oneOf(SENTENCES, request);
}

function codeLine(request: TextRequest): string {
  return request.random.pick(INDENTS) + oneOf(CODE_LINES[request.language], request);
}

function oneOf(templates: readonly Template[], { random, language }: Omit<TextRequest, 'length'>): string {
  return fillTemplate(random.pick(templates), random, language);
}

function lines(length: number, nextLine: () => string): string {
  let text = '';
  while (text.length < length) text += `${nextLine()}\n`;
  return text;
}
