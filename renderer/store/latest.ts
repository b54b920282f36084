/**
 * Runs a task at most once at a time and not more often than `minGapMs`: calls that come meanwhile become one more run
 * afterwards. A burst of events so costs two runs, and the last one always happens.
 */
export function atMostOnce(task: () => Promise<void>, minGapMs: number): () => void {
  let isRunning = false;
  let isWanted = false;

  async function run(): Promise<void> {
    isRunning = true;
    try {
      while (isWanted) {
        isWanted = false;
        await task();
        if (minGapMs > 0) await new Promise((resolve) => setTimeout(resolve, minGapMs));
      }
    } finally {
      isRunning = false;
    }
  }

  return () => {
    isWanted = true;
    if (!isRunning) void run();
  };
}
