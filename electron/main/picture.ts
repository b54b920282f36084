import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { app, type NativeImage } from 'electron';
import { storeView } from '#contract/store';
import type { Engine } from './engineHost';
import type { Log } from './log';
import type { MainWindow } from './window';

export type PictureOrder = { readonly file: string; readonly thenQuit: boolean };

const scanLimitMs = 60_000;
const stillLimitMs = 15_000;
const settleMs = 1_500;
const betweenMs = 400;
/** So many pictures in a row that are equal: the page has come to rest. */
const equalPictures = 3;

/** `COLDPRESS_SCREENSHOT=<absolute file>`, and `COLDPRESS_EXIT_AFTER_SCREENSHOT=1` to close afterwards. */
export function readPictureOrder(env: Readonly<Record<string, string | undefined>>, log: Log): PictureOrder | null {
  const file = env['COLDPRESS_SCREENSHOT'];
  if (file === undefined || file === '') return null;
  if (!isAbsolute(file)) {
    log.error(`COLDPRESS_SCREENSHOT must be an absolute path, not ${file}: no picture is taken`);
    return null;
  }
  return { file, thenQuit: env['COLDPRESS_EXIT_AFTER_SCREENSHOT'] === '1' };
}

type PictureOptions = { readonly window: MainWindow; readonly engine: Engine; readonly log: Log };

/** Saves the window as a PNG once the scan is done and the page has come to rest, or the limits are over, and says where. */
export async function takePicture(
  { file, thenQuit }: PictureOrder,
  { window, engine, log }: PictureOptions,
): Promise<void> {
  try {
    await untilScanned(engine);
    const image = await pictureAtRest(window);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, image.toPNG());
    process.stdout.write(`Picture of the window: ${file}\n`);
  } catch (error) {
    log.error(`picture: ${String(error)}`);
    process.exitCode = 1;
  }
  if (thenQuit) app.quit();
}

async function untilScanned(engine: Engine): Promise<void> {
  const endMs = performance.now() + scanLimitMs;
  while (performance.now() < endMs) {
    const reply = await engine.call('store/current', {});
    const view = reply.ok ? storeView.safeParse(reply.value) : null;
    if (view?.success === true && isAtRest(view.data)) return;
    await sleep(betweenMs);
  }
}

function isAtRest(view: ReturnType<typeof storeView.parse>): boolean {
  return view.kind === 'none' || view.scan.kind === 'done' || view.scan.kind === 'offline';
}

async function pictureAtRest(window: MainWindow): Promise<NativeImage> {
  await sleep(settleMs);
  const endMs = performance.now() + stillLimitMs;
  let image = await window.webContents.capturePage();
  let equal = 1;
  while (equal < equalPictures && performance.now() < endMs) {
    await sleep(betweenMs);
    const next = await window.webContents.capturePage();
    equal = next.toBitmap().equals(image.toBitmap()) && !next.isEmpty() ? equal + 1 : 1;
    image = next;
  }
  return image;
}
