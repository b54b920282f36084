import { startAppServer } from './appServer';
import type { AppServer, AppServerOptions } from './appServer';
import { writeCodexConfig } from './codexConfig';
import { startMockResponses } from './mockResponses';

/** Runs an app-server against the mock for as long as `use` takes; both are gone afterwards, whatever happens. */
export async function withCodex<T>(
  home: string,
  use: (server: AppServer) => Promise<T>,
  options: AppServerOptions & { readonly config?: string } = {},
): Promise<T> {
  const mock = await startMockResponses();
  try {
    writeCodexConfig(home, mock.url, options.config);
    const server = await startAppServer(home, options);
    try {
      return await use(server);
    } finally {
      await server.close();
    }
  } finally {
    mock.close();
  }
}
