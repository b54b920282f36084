// @ts-check
import { spawn } from 'node:child_process';
import { Stop, say } from './say.mjs';

const screen = '1600x1000x24';

/** Linux without X or Wayland. macOS and Windows always have a display. */
export function needsVirtualDisplay() {
  return process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY'];
}

/** Starts Xvfb on a free display number. It has a session of its own, so that Ctrl+C on the terminal does not take it away before the window.
 * @returns {Promise<{ env: { DISPLAY: string }, stop: () => void }>} */
export async function startVirtualDisplay() {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', screen, '-nolisten', 'tcp', '-noreset'], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const stop = () => void server.kill();
  // At the very end, after the windows.
  process.once('exit', stop);
  const display = `:${await displayNumber(server)}`;
  server.unref();
  say(`there is no display: started a virtual one, Xvfb ${display}`);
  return { env: { DISPLAY: display }, stop };
}

/** The number that the server writes to its descriptor 3 once it accepts clients.
 * @param {import('node:child_process').ChildProcess} server @returns {Promise<number>} */
function displayNumber(server) {
  return new Promise((resolve, reject) => {
    let complaint = '';
    server.stderr?.setEncoding('utf8').on('data', (text) => (complaint += text));
    server.once('error', (error) => reject(new Stop(`Xvfb could not be started: ${error.message}`)));
    server.once('exit', () => reject(new Stop(`Xvfb ended before it was ready: ${complaint.trim()}`)));
    const numbers = /** @type {import('node:stream').Readable} */ (server.stdio[3]);
    numbers.setEncoding('utf8').once('data', (text) => resolve(Number(text)));
  });
}
