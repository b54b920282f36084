import type { Handlers } from './router';
import type { Stores } from './stores';

type Owned = `health/${'get' | 'check' | 'decide'}` | 'conflict/get' | `aside/${'list' | 'putBack'}`;

/** What recovery did and found in the open store, and what is decided about it. */
export function healthHandlers(stores: Stores): Pick<Handlers, Owned> {
  return {
    'health/get': () => stores.session.health.get(),
    'health/check': () => stores.session.health.check(),
    'health/decide': ({ findingId, choice }) => stores.session.health.decide(findingId, choice),
    'conflict/get': ({ id }) => stores.session.health.conflict(id),
    'aside/list': () => stores.session.health.asides(),
    'aside/putBack': ({ asideId }) => stores.session.health.putBack(asideId),
  };
}
