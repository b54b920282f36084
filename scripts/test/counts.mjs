// @ts-check
import { readFile } from 'node:fs/promises';

/** @typedef {{ passed: number, failed: number }} Counts A skipped test counts as failed: it has shown nothing. */

/** Counts the tests of a suite that has ended. A runner that broke, or failed without a failing test, counts as one failed test.
 * @param {import('./suites.mjs').Suite['counts']} kind @param {string} reportFile the runner's JSON report
 * @param {number} status the runner's exit status @returns {Promise<Counts>} */
export async function countTests(kind, reportFile, status) {
  if (kind === 'status') return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  const report = await readReport(reportFile);
  const counts =
    report === null ? { passed: 0, failed: 0 } : kind === 'vitest' ? vitestCounts(report) : playwrightCounts(report);
  const isBroken = counts.failed === 0 && (status !== 0 || counts.passed === 0);
  return isBroken ? { ...counts, failed: 1 } : counts;
}

/** @param {string} file @returns {Promise<Record<string, unknown> | null>} null where the runner wrote none */
async function readReport(file) {
  const text = await readFile(file, 'utf8').catch(() => null);
  return text === null ? null : JSON.parse(text);
}

/** @typedef {{ status: string, assertionResults: readonly { status: string }[] }} VitestFile
 *
 * Vitest's JSON (Jest's form): a file that could not even be loaded has no tests in it and counts as one failed.
 * @param {Record<string, unknown>} report @returns {Counts} */
function vitestCounts(report) {
  const files = /** @type {readonly VitestFile[]} */ (report['testResults']);
  const tests = files.flatMap((file) => file.assertionResults);
  const passed = tests.filter(({ status }) => status === 'passed').length;
  const unloaded = files.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
  return { passed, failed: tests.length - passed + unloaded };
}

/** Playwright's JSON: what passed only at a second attempt (flaky) has failed once too often. @param {Record<string, unknown>} report @returns {Counts} */
function playwrightCounts(report) {
  const stats = /** @type {{ expected: number, unexpected: number, flaky: number, skipped: number }} */ (
    report['stats']
  );
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + stats.skipped };
}
