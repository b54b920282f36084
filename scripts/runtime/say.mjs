// @ts-check

/** @param {string} text */
export function say(text) {
  console.log(`coldpress: ${text}`);
}

/** A failure that is told in one sentence, without a stack: what, where and what to do next. */
export class Stop extends Error {}

/** Runs a script's main function; a `Stop` is printed as it is, anything else with its stack. Exits 1 on both.
 * @param {() => Promise<void>} main */
export async function runMain(main) {
  try {
    await main();
  } catch (error) {
    if (error instanceof Stop) console.error(`coldpress: ${error.message}`);
    else console.error(error);
    process.exit(1);
  }
}

/** @param {number} bytes */
export function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

/** Prints how far a long step has come: a line that rewrites itself on a terminal, else one line for each tenth.
 * @param {string} what
 * @param {number | null} totalBytes null where the total is not known: then a line for each 20 MB.
 * @returns {(doneBytes: number) => void} */
export function byteProgress(what, totalBytes) {
  const stepBytes = totalBytes === null ? 20e6 : totalBytes / 10;
  let lastStep = 0;
  return (doneBytes) => {
    const step = Math.floor(doneBytes / stepBytes);
    if (step <= lastStep) return;
    lastStep = step;
    const text = `  ${what}: ${megabytes(doneBytes)}${totalBytes === null ? '' : ` of ${megabytes(totalBytes)}`}`;
    if (!process.stdout.isTTY) console.log(text);
    else process.stdout.write(`\r${text}${totalBytes !== null && doneBytes >= totalBytes ? '\n' : ''}`);
  };
}
