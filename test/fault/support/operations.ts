import { ledgerOperations } from './ledgerOperation';
import type { Operation } from './operation';
import { settingsOperation } from './settingsOperation';
import { compressOperation, materializeOperation, recompressOperation } from './storeOperations';

/** Everything that Coldpress does to files that must not be lost. */
export const operations: readonly Operation[] = [
  compressOperation,
  recompressOperation,
  materializeOperation,
  settingsOperation,
  ...ledgerOperations,
];
