import { failure } from '#contract/errors';
import { demoOptions } from '../demo/options';
import { planDemoStore } from '../demo/plan';
import { writeDemoStore } from '../demo/writeDemoStore';
import type { DemoProgress } from '../demo/writeDemoStore';
import { createDemoSink, DemoFolderError } from '../fs/demoSink';

/**
 * Writes a generated store into a folder that is missing or empty; any other is refused. A store of somebody is never
 * touched. Ends with nothing left behind when it fails.
 */
export async function makeDemoStore(home: string, onProgress: (progress: DemoProgress) => void): Promise<void> {
  try {
    await writeDemoStore(planDemoStore(demoOptions({ nowMs: Date.now() })), createDemoSink(home), { onProgress });
  } catch (error) {
    if (!(error instanceof DemoFolderError)) throw error;
    throw failure('TARGET_NOT_EMPTY', error.message, 'Choose a folder that is new or empty.');
  }
}
