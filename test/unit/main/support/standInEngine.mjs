// A process that speaks the engine's side of the wire over Node's own channel. Its behaviour comes as the first argument.
const [mode] = process.argv.slice(2);
const send = (message) => process.send?.(message);
const replies = {
  echo: ({ id, params }) => send({ id, result: { ok: true, value: params } }),
  silence: () => undefined,
  exit: () => process.exit(3),
  kill: () => process.kill(process.pid, 'SIGKILL'),
  twice: ({ id }) => [1, 2].forEach((value) => send({ id, result: { ok: true, value } })),
  junk: ({ id }) => {
    send('junk');
    send({ id: 'x', result: 1 });
    send({ event: 'no/such', params: {} });
    send({ event: 'job/finished', params: { jobId: 7 } });
    send({ event: 'store/switched', params: {} });
    send({ id, result: { ok: true, value: 'still here' } });
  },
  fail: ({ id }) => send({ id, result: { ok: false, error: { code: 'NO_STORE', message: 'm', hint: 'h' } } }),
};

process.on('SIGTERM', () => {
  if (mode !== 'stubborn') process.exit(0);
});
process.on('message', (request) => {
  if (request.method !== 'engine/shutdown') replies[request.method]?.(request);
  else if (mode !== 'stubborn') {
    send({ event: 'store/switched', params: {} });
    send({ id: request.id, result: { ok: true, value: null } });
  }
});

if (mode === 'dies') process.exit(1);
// A late start: calls that came before have to wait for it.
else setTimeout(() => send({ ready: true }), mode === 'late' ? 300 : 0);
