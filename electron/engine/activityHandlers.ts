import { failure } from '#contract/errors';
import type { Handlers } from './router';

type ActivityHandlers = Pick<Handlers, 'activity/list' | 'activity/get' | 'activity/undo'>;

function notYet(): never {
  throw failure('INTERNAL', 'The record is not kept yet.', 'It comes with the ledger.');
}

export function activityHandlers(): ActivityHandlers {
  return { 'activity/list': notYet, 'activity/get': notYet, 'activity/undo': notYet };
}
