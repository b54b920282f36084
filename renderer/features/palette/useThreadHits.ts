import type { ThreadRow } from '#contract/thread';
import { useEffect, useState } from 'react';
import { call } from '../../api';

const none: readonly ThreadRow[] = [];
const restMs = 80;

type Hits = { readonly query: string; readonly rows: readonly ThreadRow[] };

type ThreadHits = {
  readonly threads: readonly ThreadRow[];
  /** Whether they answer an earlier query, because this one's answer is not here yet. */
  readonly isPending: boolean;
};

/** The newest threads whose title, project or id has the words; the last answer stays until the next one is here. */
export function useThreadHits(query: string): ThreadHits {
  const [hits, setHits] = useState<Hits>({ query: '', rows: none });
  const text = query.trim().slice(0, 500);
  useEffect(() => {
    if (text === '') return;
    let isWanted = true;
    const timer = setTimeout(() => {
      void call('thread/list', {
        filter: { text, state: null, project: null },
        sort: { column: 'updated', descending: true },
        offset: 0,
        limit: 6,
      }).then((reply) => {
        if (isWanted) setHits({ query: text, rows: reply.ok ? reply.value.rows : none });
      });
    }, restMs);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [text]);
  if (text === '') return { threads: none, isPending: false };
  return { threads: hits.rows, isPending: hits.query !== text };
}
