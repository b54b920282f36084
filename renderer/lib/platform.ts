/** Known before the first answer of main, so that the title bar and the keys never change under the reader. */
export const isMac = navigator.userAgent.includes('Mac');

/** A chord as it is printed on a key cap: `⌘K` or `Ctrl K`. */
export function chord(key: string): string {
  return isMac ? `⌘${key}` : `Ctrl ${key}`;
}
