import { err } from '#contract/result';
import type { MainHandlers } from './rpcRouter';

const notYet = { code: 'INTERNAL', message: 'The record is not kept yet.', hint: 'It comes with the ledger.' } as const;

export function activityHandlers(): Pick<MainHandlers, 'activity/export' | 'activity/copy'> {
  return { 'activity/export': () => err(notYet), 'activity/copy': () => err(notYet) };
}
