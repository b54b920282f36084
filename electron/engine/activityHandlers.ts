import type { Handlers } from './router';
import type { Stores } from './stores';

type Owned = `activity/${'list' | 'get' | 'undo' | 'json' | 'write'}`;

/** The record of what was done in the open store. */
export function activityHandlers(stores: Stores): Pick<Handlers, Owned> {
  return {
    'activity/list': ({ filter, offset, limit }) => stores.session.ledger.page(filter, { offset, limit }),
    'activity/get': ({ seq }) => stores.session.ledger.details(seq),
    'activity/undo': ({ seq }) => stores.session.ledger.undo(seq),
    'activity/json': ({ seq }) => ({ json: stores.session.ledger.details(seq).json }),
    'activity/write': ({ path: target, filter, format }) => ({
      entries: stores.session.ledger.export({ target, filter, format }),
    }),
  };
}
