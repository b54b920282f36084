import http from 'node:http';
import { replyTo, RequestBody } from './mockReplies';
import type { OutputItem } from './mockReplies';

/** A stand-in for OpenAI's Responses API, on this machine only. */
export type MockResponses = {
  /** The base URL for Codex's configuration. */
  readonly url: string;
  readonly close: () => void;
};

export function startMockResponses(): Promise<MockResponses> {
  let count = 0;
  const newId = (prefix: string): string =>
    `${prefix}_${Date.now().toString(16)}${(count++).toString(16).padStart(6, '0')}`;
  const server = http.createServer((request, response) => {
    readBody(request).then(
      (body) => respond({ request, response, body, newId }),
      () => response.destroy(),
    );
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      resolve({
        url: `http://127.0.0.1:${port}/v1`,
        close: () => {
          server.close();
          server.closeAllConnections(); // Codex keeps its connections alive
        },
      });
    });
  });
}

async function readBody(request: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

type Exchange = {
  readonly request: http.IncomingMessage;
  readonly response: http.ServerResponse;
  readonly body: string;
  readonly newId: (prefix: string) => string;
};

function respond({ request, response, body, newId }: Exchange): void {
  const { method, url = '' } = request;
  if (method === 'GET' && url.includes('/models')) {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ object: 'list', data: [], models: [] }));
    return;
  }
  if (!url.includes('/responses')) {
    response.writeHead(404).end('{}');
    return;
  }
  if (method === 'GET') {
    // The built-in provider tries a web socket first; this answer makes Codex take plain HTTP at once.
    response.writeHead(426).end('{}');
    return;
  }
  const items = replyTo(RequestBody.parse(JSON.parse(body)), newId);
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  for (const event of eventsOf(items, newId('resp'), body.length)) {
    response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  }
  response.end();
}

type StreamEvent = { readonly type: string; readonly [field: string]: unknown };

function* eventsOf(items: readonly OutputItem[], id: string, inputLength: number): Generator<StreamEvent> {
  yield { type: 'response.created', response: { id } };
  for (const [output_index, item] of items.entries()) {
    const added = item.type === 'message' ? { ...item, content: [] } : item;
    yield { type: 'response.output_item.added', output_index, item: added };
    yield { type: 'response.output_item.done', output_index, item };
  }
  yield { type: 'response.completed', response: { id, usage: usageOf(inputLength, JSON.stringify(items).length) } };
}

/** Four characters a token, about. Codex compacts a thread by itself when the sum nears its window of 258,400. */
function usageOf(inputLength: number, outputLength: number): object {
  const [input_tokens, output_tokens] = [Math.ceil(inputLength / 4), Math.ceil(outputLength / 4)];
  return {
    input_tokens,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input_tokens + output_tokens,
  };
}
