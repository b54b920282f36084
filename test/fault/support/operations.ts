import { ledgerOperations } from './ledgerOperation';
import type { Operation } from './operation';
import { recoverOperations } from './recoverOperations';
import { settingsOperation } from './settingsOperation';
import { swapOperations } from './storeOperations';

/** Everything that Coldpress does to files that must not be lost. */
export const operations: readonly Operation[] = [
  ...swapOperations,
  ...recoverOperations,
  settingsOperation,
  ...ledgerOperations,
];
