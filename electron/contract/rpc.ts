import { z } from 'zod';
import { activityDetails, activityFilter, activityPage, activityUndo } from './activity';
import { asideFile, conflict, health, healthChoice } from './health';
import { jobId, jobKind, jobPreview, jobProgress, jobSelection, jobSummary } from './job';
import { problemFile, storeView, usage } from './store';
import {
  count,
  selectionTotals,
  threadCounts,
  threadDetails,
  threadFilter,
  threadId,
  threadIds,
  threadPage,
  threadSort,
} from './thread';

const nothing = z.null();
const none = z.object({});

function request<P extends z.ZodType, R extends z.ZodType, O extends 'engine' | 'main'>(
  owner: O,
  params: P,
  result: R,
) {
  return { owner, params, result } as const;
}

/**
 * The ONE table of requests. `owner` says which process answers: `engine` does everything with the store, `main` what
 * only Electron can do (dialogs, clipboard, file manager, the window's frame). No request takes a path.
 */
export const rpc = {
  'app/info': request('main', none, z.object({ version: z.string(), platform: z.enum(['linux', 'mac', 'windows']) })),
  'store/current': request('engine', none, storeView),
  'store/lookAgain': request('engine', none, storeView),
  'store/openDemo': request('engine', none, storeView),
  /** Shows the folder dialog; `null` when it was closed without a choice. */
  'store/choose': request('main', none, storeView.nullable()),
  'scan/start': request('engine', none, nothing),
  'usage/get': request('engine', none, usage),
  'problem/list': request('engine', none, z.object({ files: z.array(problemFile), total: count })),
  'thread/list': request(
    'engine',
    z.object({ filter: threadFilter, sort: threadSort, offset: count, limit: z.int().min(1).max(500) }),
    threadPage,
  ),
  'thread/counts': request('engine', z.object({ filter: threadFilter }), threadCounts),
  'thread/projects': request('engine', none, z.array(z.string())),
  'thread/ids': request('engine', z.object({ filter: threadFilter, sort: threadSort }), threadIds),
  'thread/selection': request('engine', z.object({ ids: threadIds }), selectionTotals),
  'thread/get': request('engine', z.object({ id: threadId }), threadDetails),
  'thread/reveal': request('main', z.object({ id: threadId }), nothing),
  'thread/copyResume': request('main', z.object({ id: threadId }), z.object({ command: z.string() })),
  'job/preview': request('engine', z.object({ kind: jobKind, selection: jobSelection }), jobPreview),
  'rollout/compress': request('engine', z.object({ jobId, selection: jobSelection }), nothing),
  'rollout/restore': request('engine', z.object({ jobId, selection: jobSelection }), nothing),
  /** Presses again what another tool compressed with less gain. */
  'rollout/recompress': request('engine', z.object({ jobId, selection: jobSelection }), nothing),
  /** Decodes compressed threads completely and checks them; changes nothing. */
  'thread/verify': request('engine', z.object({ jobId, selection: jobSelection }), nothing),
  'job/cancel': request('engine', z.object({ jobId }), nothing),
  /** The job that is running or queued now, so that a window opened later can show it. */
  'job/current': request('engine', none, jobProgress.nullable()),
  'job/summary': request('engine', z.object({ jobId }), jobSummary),
  'activity/list': request(
    'engine',
    z.object({ filter: activityFilter, offset: count, limit: z.int().min(1).max(500) }),
    activityPage,
  ),
  'activity/get': request('engine', z.object({ seq: count }), activityDetails),
  'activity/undo': request('engine', z.object({ seq: count }), activityUndo),
  /** Asks for a file and writes the record into it; `null` when the dialog was closed. */
  'activity/export': request('main', z.object({ filter: activityFilter }), z.object({ entries: count }).nullable()),
  'activity/copy': request('main', z.object({ seq: count }), nothing),
  'health/get': request('engine', none, health),
  /** Recovers what a crash left, and looks at everything again. */
  'health/check': request('engine', none, health),
  'health/decide': request('engine', z.object({ findingId: z.string().max(200), choice: healthChoice }), health),
  /** Reads both versions completely; may take as long as decoding the thread. */
  'conflict/get': request('engine', z.object({ id: threadId }), conflict),
  'aside/list': request('engine', none, z.array(asideFile)),
  'aside/putBack': request('engine', z.object({ asideId: z.string().max(200) }), z.array(asideFile)),
  'promise/accept': request('engine', none, nothing),
  'window/minimize': request('main', none, nothing),
  'window/toggleMaximize': request('main', none, nothing),
  'window/close': request('main', none, nothing),
} as const;

export type Rpc = typeof rpc;
export type RpcMethod = keyof Rpc;
export type RpcParams<M extends RpcMethod> = z.infer<Rpc[M]['params']>;
export type RpcResult<M extends RpcMethod> = z.infer<Rpc[M]['result']>;

type OwnedBy<O extends 'engine' | 'main'> = { [M in RpcMethod]: Rpc[M]['owner'] extends O ? M : never }[RpcMethod];
export type EngineMethod = OwnedBy<'engine'>;
export type MainMethod = OwnedBy<'main'>;

export function isRpcMethod(name: unknown): name is RpcMethod {
  return typeof name === 'string' && Object.hasOwn(rpc, name);
}
