import { failure } from '#contract/errors';
import type { Handlers } from './router';

type HealthHandlers = Pick<
  Handlers,
  'health/get' | 'health/check' | 'health/decide' | 'conflict/get' | 'aside/list' | 'aside/putBack'
>;

function notYet(): never {
  throw failure('INTERNAL', 'Health is not looked at yet.', 'It comes with recovery.');
}

export function healthHandlers(): HealthHandlers {
  return {
    'health/get': notYet,
    'health/check': notYet,
    'health/decide': notYet,
    'conflict/get': notYet,
    'aside/list': notYet,
    'aside/putBack': notYet,
  };
}
