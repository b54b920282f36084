import { activityHandlers } from './activityHandlers';
import { healthHandlers } from './healthHandlers';
import { jobHandlers } from './jobHandlers';
import type { Handlers } from './router';
import type { Stores } from './stores';

/** What the engine answers, request by request. */
export function createHandlers(stores: Stores, shutdown: () => Promise<void>): Handlers {
  return {
    ...activityHandlers(stores),
    ...healthHandlers(stores),
    ...jobHandlers(stores),
    'store/current': () => stores.view(),
    'store/lookAgain': () => stores.lookAgain(),
    'store/openDemo': () => stores.openDemo(),
    'store/open': ({ path, source }) => (source === 'demo' ? stores.open(path, source) : stores.choose(path)),
    'scan/start': () => {
      stores.session.scan();
      return null;
    },
    'usage/get': () => stores.session.usage(),
    'problem/list': () => {
      const { files, total } = stores.session.problems();
      return { files: [...files], total };
    },
    'thread/list': ({ filter, sort, offset, limit }) => {
      const { catalog, coldBeforeMs } = stores.session;
      return catalog.page({ filter, sort, coldBeforeMs }, { offset, limit });
    },
    'thread/counts': ({ filter }) => stores.session.catalog.counts(filter, stores.session.coldBeforeMs),
    'thread/projects': () => [...stores.session.catalog.projects()],
    'thread/ids': ({ filter, sort }) => {
      const { catalog, coldBeforeMs } = stores.session;
      return [...catalog.ids({ filter, sort, coldBeforeMs })];
    },
    'thread/selection': ({ ids }) => stores.session.catalog.selection(ids, stores.session.coldBeforeMs),
    'thread/get': ({ id }) => stores.session.details(id),
    'thread/path': ({ id }) => ({ path: stores.session.pathOf(id) }),
    'thread/resumeCommand': ({ id }) => ({ command: stores.session.details(id).resumeCommand }),
    'promise/accept': () => {
      stores.changeSettings({ promiseAcceptedAtMs: Date.now() });
      return null;
    },
    'engine/shutdown': async () => {
      await shutdown();
      return null;
    },
  };
}
