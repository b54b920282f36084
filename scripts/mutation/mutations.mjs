// @ts-check

/**
 * @typedef {object} Edit
 * @property {string} file
 * @property {string} find stands there exactly once
 * @property {string} replace
 *
 * @typedef {object} Tests
 * @property {'unit' | 'fault'} project
 * @property {string} file
 * @property {string} [only] part of a test's name
 *
 * @typedef {object} Mutation
 * @property {string} name
 * @property {string} breaks what a person could lose by it
 * @property {readonly Edit[]} edits one mistake; more than one edit where another line would hide it
 * @property {readonly Tests[]} tests each has to fail
 */

const rollout = 'electron/core/rollout';

/** @param {string} operation @returns {Tests} */
const faultLaw = (operation) => ({ project: 'fault', file: 'test/fault/faultLaw.test.ts', only: operation });
/** @param {string} operation @returns {Tests} */
const powerLaw = (operation) => ({ project: 'fault', file: 'test/fault/powerLaw.test.ts', only: operation });
/** @param {string} file @param {string} [only] @returns {Tests} */
const unit = (file, only) => ({ project: 'unit', file: `test/unit/core/${file}`, ...(only && { only }) });
const lockOrder = /** @type {Tests} */ ({ project: 'fault', file: 'test/fault/lockOrder.test.ts' });

/** Single mistakes that a careless change could make, each with the tests that must fail. @type {readonly Mutation[]} */
export const mutations = [
  {
    name: 'unlink before publish',
    breaks: 'a crash between the two leaves nothing',
    edits: [
      {
        file: `${rollout}/swapIn.ts`,
        find: '  publish(swap);\n  effects.fs.syncDirectory(place.directory);\n  checkNobodyWrites(lease);',
        replace: '  effects.fs.unlink(place.plain);\n  publish(swap);\n  checkNobodyWrites(lease);',
      },
    ],
    tests: [faultLaw("'compress'")],
  },
  {
    name: 'no hold',
    breaks: 'a writer who had looked the name up writes to a deleted file',
    edits: [
      {
        file: `${rollout}/swapIn.ts`,
        find: "  moveTo(swap, place.plain, holdPath(place, 'plain'));",
        replace: '  effects.fs.unlink(place.plain);',
      },
    ],
    tests: [unit('rollout/watchHold.test.ts'), faultLaw("'compress'")],
  },
  {
    name: 'hold not watched',
    breaks: 'a writer who is about to open it writes to a deleted file',
    edits: [{ file: `${rollout}/watchHold.ts`, find: 'const WATCH_MS = 1000;', replace: 'const WATCH_MS = 0;' }],
    tests: [unit('rollout/watchHold.test.ts', 'watched for a second')],
  },
  {
    name: 'hold removed although the twin is gone',
    breaks: 'a thread that Codex restored or deleted meanwhile',
    edits: [
      {
        file: `${rollout}/watchHold.ts`,
        find: 'if (!twinStands(this.#effects, this.#place, this.#hold)) {',
        replace: 'if (this.#opened === null) {',
      },
    ],
    tests: [unit('rollout/watchHold.test.ts', 'stays for recovery')],
  },
  {
    name: 'waiting writer not heeded',
    breaks: 'what the writer writes to the file that is then removed',
    edits: [
      {
        file: `${rollout}/watchHold.ts`,
        find: "    if (lease.state() === 'writer_waits') return this.#wantBack(OPENED);\n",
        replace: '',
      },
    ],
    tests: [unit('rollout/watchHold.test.ts', 'a writer who waits')],
  },
  {
    name: 'put back clobbers',
    breaks: 'the plain file that Codex made meanwhile',
    edits: [
      {
        file: `${rollout}/watchHold.ts`,
        find: ' || fs.lstat(place.plain) !== null || !ours)',
        replace: ' || !ours)',
      },
      {
        file: `${rollout}/watchHold.ts`,
        find: '    fs.moveNoReplace(file, name);',
        replace: '    fs.moveReplacing(file, name);',
      },
    ],
    tests: [unit('rollout/watchHold.test.ts', 'not put back over')],
  },
  {
    name: 'no directory fsync before the compressed file goes',
    breaks: 'a power cut after a restore leaves neither form',
    edits: [
      {
        file: `${rollout}/materializeRollout.ts`,
        find: 'whatever becomes of the compressed one\n  effects.fs.syncDirectory(place.directory);\n',
        replace: 'whatever becomes of the compressed one\n',
      },
    ],
    tests: [powerLaw("'materialize'")],
  },
  {
    name: 'temporary not fsynced',
    breaks: 'a power cut leaves a compressed file of zeros',
    edits: [{ file: `${rollout}/twin.ts`, find: '  effects.fs.fsync(temporary.fd);\n', replace: '' }],
    tests: [powerLaw("'compress'"), powerLaw("'recompress'")],
  },
  {
    name: 'no read-back',
    breaks: 'what the disk wrote otherwise than it was told',
    edits: [
      {
        file: `${rollout}/twin.ts`,
        find: '  if (isSame && standsAtEnd(',
        replace: '  if (fileBytes > 0 || standsAtEnd(',
      },
    ],
    tests: [faultLaw("'compress'"), faultLaw("'recompress'")],
  },
  {
    name: 'restored file not read back',
    breaks: 'what the disk wrote otherwise than it was told',
    edits: [
      {
        file: `${rollout}/materializeRollout.ts`,
        find: '  if (proof.bytes === expected.bytes && proof.sha256 === expected.sha256) return;',
        replace: '  if (proof.bytes === expected.bytes) return;',
      },
    ],
    tests: [faultLaw("'materialize'")],
  },
  {
    name: 'receipt not compared',
    breaks: 'a restore of something else than was compressed',
    edits: [
      {
        file: `${rollout}/compressedSource.ts`,
        find: '  if (receipt === null || (receipt.sha256 === proof.sha256 && receipt.bytes === proof.bytes)) return;',
        replace: '  if (receipt === null || receipt.bytes === proof.bytes) return;',
      },
    ],
    tests: [unit('rollout/receiptCompared.test.ts')],
  },
  {
    name: 'receipt vouches for nothing',
    breaks: 'time and mode of a restored thread, by one flipped bit',
    edits: [
      {
        file: 'electron/core/zstd/receipt.ts',
        find: 'checked !== undefined && checked.check !== checkOf(receipt) ? null : receipt;',
        replace: 'checked === undefined ? receipt : receipt;',
      },
    ],
    tests: [unit('zstd/receipt.test.ts')],
  },
  {
    name: 'trailing bytes accepted',
    breaks: 'files that Codex refuses are taken for whole',
    edits: [
      {
        file: 'electron/core/zstd/codec.ts',
        find: '      const [hint, produced, consumed] = asCodecError(() => context.decompressStream(output, source.subarray(offset)));\n',
        replace:
          '      if (ended && offset < source.byteLength && source[offset] !== 0x28 && (source[offset] ?? 0) >> 4 !== 5) return { ended };\n      const [hint, produced, consumed] = asCodecError(() => context.decompressStream(output, source.subarray(offset)));\n',
      },
    ],
    tests: [unit('zstd/codec.test.ts', 'anything else behind a frame')],
  },
  {
    name: 'only the first frame decoded',
    breaks: 'everything behind the first frame of other tools',
    edits: [
      {
        file: 'electron/core/zstd/codec.ts',
        find: 'if (consumed > 0 || produced > 0) ended = hint === 0;',
        replace: 'if (consumed > 0 || produced > 0) ended = hint === 0;\n      if (ended) return { ended };',
      },
    ],
    tests: [unit('zstd/codec.test.ts'), unit('rollout/swap.test.ts', 'any number of frames')],
  },
  {
    name: 'mtime lost',
    breaks: 'when a thread was last used',
    edits: [{ file: `${rollout}/temporary.ts`, find: '  effects.fs.setMtime(fd, like.mtimeNs);\n', replace: '' }],
    tests: [faultLaw("'compress'"), unit('rollout/swap.test.ts', 'mtime to the nanosecond')],
  },
  {
    name: 'mode lost',
    breaks: 'who may read a thread',
    edits: [{ file: `${rollout}/temporary.ts`, find: '  effects.fs.setMode(fd, like.mode);\n', replace: '' }],
    tests: [faultLaw("'materialize'"), unit('rollout/swap.test.ts', 'mtime to the nanosecond')],
  },
  {
    name: 'publish replaces',
    breaks: 'a file that another program published at the same time',
    edits: [
      {
        file: `${rollout}/temporary.ts`,
        find: '        effects.fs.moveNoReplace(file, target);',
        replace: '        effects.fs.moveReplacing(file, target);',
      },
    ],
    tests: [unit('rollout/swap.test.ts', 'never replaces a twin')],
  },
  {
    name: 'lease not taken',
    breaks: 'the lines of a writer that takes no locks',
    edits: [
      {
        file: `${rollout}/swapIn.ts`,
        find: '  const lease = swap.effects.openers.lease(fd);\n',
        replace:
          "  const whole = (): 'whole' => 'whole';\n  const lease = { kind: 'held', state: whole, letReadersIn: () => undefined, takeAgain: () => true, release: () => undefined } as ReturnType<Effects['openers']['lease']>;\n",
      },
    ],
    tests: [unit('rollout/swap.test.ts', 'any descriptor of it is open'), lockOrder],
  },
  {
    name: 'thread lock not probed',
    breaks: 'the turns of a thread that Codex has loaded',
    edits: [
      {
        file: `${rollout}/swapIn.ts`,
        find: '      const thread = probeThreadLock(effects, place.home, place.id);\n',
        replace: '      const thread = probeThreadLock(effects, place.home, `not ${place.id}`);\n',
      },
    ],
    tests: [lockOrder],
  },
  {
    name: 'wrong lock order',
    breaks: 'a resume of that moment, which fails at once instead of waiting',
    edits: [
      {
        file: `${rollout}/swapIn.ts`,
        find: "    const coordination = takeCoordination(effects, place.home, { shouldStop: control.shouldStop, tryForMs });\n    if (coordination === null) return 'busy';\n    return holding(coordination, () => {\n      const thread = probeThreadLock(effects, place.home, place.id);\n      if (thread === null) return leaveAlone('skipped_in_use', 'The thread is loaded in Codex. Close it there first.');\n      return holding(thread, () => {\n",
        replace:
          "    const thread = probeThreadLock(effects, place.home, place.id);\n    if (thread === null) return leaveAlone('skipped_in_use', 'The thread is loaded in Codex. Close it there first.');\n    return holding(thread, () => {\n      const coordination = takeCoordination(effects, place.home, { shouldStop: control.shouldStop, tryForMs });\n      if (coordination === null) return 'busy';\n      return holding(coordination, () => {\n",
      },
    ],
    tests: [lockOrder],
  },
  {
    name: 'restore without the thread lock',
    breaks: 'a thread that Codex is opening at this moment',
    edits: [
      {
        file: `${rollout}/materializeRollout.ts`,
        find: '      const thread = takeThreadLock(effects, place.home, place.id);\n',
        replace: '      const thread = takeThreadLock(effects, place.home, `not ${place.id}`);\n',
      },
    ],
    tests: [unit('rollout/swap.test.ts', 'its writer lock is held'), lockOrder],
  },
  {
    name: 'a change of the source not noticed',
    breaks: 'lines that were appended while it was compressed',
    edits: [
      { file: `${rollout}/eligibility.ts`, find: '    a.size === b.size &&\n', replace: '' },
      { file: `${rollout}/eligibility.ts`, find: '    a.mtimeNs === b.mtimeNs &&\n', replace: '' },
      { file: `${rollout}/eligibility.ts`, find: '    a.ctimeNs === b.ctimeNs &&\n', replace: '' },
    ],
    tests: [unit('rollout/swap.test.ts', 'keeps every line that is appended')],
  },
  {
    name: 'recover deletes without comparing',
    breaks: 'what was written to a file that a swap had set aside',
    edits: [
      {
        file: `${rollout}/recoverHold.ts`,
        find: 'relation: truth === null ? lonely : relationOf(comparison),',
        replace: "relation: truth === null ? lonely : 'equal',",
      },
    ],
    tests: [faultLaw('a hold that was written to'), powerLaw('a hold that was written to')],
  },
  {
    name: 'recover removes a temporary that is worked on',
    breaks: 'the work of a running swap',
    edits: [
      {
        file: 'electron/core/ops/recoverTemporaries.ts',
        find: '  if (lock === null) return null;\n  return holding(lock, () => {',
        replace: '  return holding(lock ?? { release: () => undefined }, () => {',
      },
    ],
    tests: [unit('ops/recoverStore.test.ts')],
  },
  {
    name: 'ledger without the hash of the line before',
    breaks: 'nobody can tell that lines were taken out',
    edits: [{ file: 'electron/core/ledger/appendEntries.ts', find: '    prev = sealed.entry.hash;\n', replace: '' }],
    tests: [faultLaw("'ledger'"), unit('ledger/appendEntries.test.ts')],
  },
  {
    name: 'ledger not fsynced',
    breaks: 'receipts of what was done, by a power cut',
    edits: [{ file: 'electron/core/ledger/appendEntries.ts', find: '    fs.fsync(fd);\n', replace: '' }],
    tests: [powerLaw("'ledger'")],
  },
  {
    name: 'torn line of the ledger kept',
    breaks: 'the line that is written behind it',
    edits: [
      {
        file: 'electron/core/ledger/appendEntries.ts',
        find: "  const isTorn = isOurs && parseLine(readRange(ledger, start, size)).kind === 'bad';",
        replace: "  const isTorn = !isOurs && parseLine(readRange(ledger, start, size)).kind === 'bad';",
      },
    ],
    tests: [faultLaw("'ledger with a torn line'"), unit('ledger/appendEntries.test.ts')],
  },
  {
    name: 'ledger appended without its lock',
    breaks: 'the chain, where window and command line write at once',
    edits: [
      {
        file: 'electron/core/ledger/appendEntries.ts',
        find: '    const lock = lockOrClose(effects, fd);\n',
        replace:
          '    const lock = lockOrClose({ ...effects, locks: { tryLock: () => true, unlock: () => undefined } }, fd);\n',
      },
    ],
    tests: [unit('ledger/appendEntries.test.ts')],
  },
  {
    name: 'hash of a ledger line not compared',
    breaks: 'a changed entry is believed',
    edits: [
      {
        file: 'electron/core/ledger/line.ts',
        find: "  if (tail[1] !== sha256(bytes.subarray(0, split), '}')) return",
        replace: "  if (tail[1] === sha256(bytes.subarray(0, 1), '}')) return",
      },
    ],
    tests: [unit('ledger/readLedger.test.ts'), unit('ops/syncLedger.test.ts')],
  },
  {
    name: 'record exported over a thread',
    breaks: 'the thread whose file was named in the dialog',
    edits: [
      {
        file: 'electron/core/ops/exportActivity.ts',
        find: '  if (forbidden.some((parent) => isInside(folder, parent))) {',
        replace: '  if (forbidden.some((parent) => folder === parent)) {',
      },
    ],
    tests: [{ project: 'unit', file: 'test/unit/engine/activity.test.ts' }],
  },
  {
    name: 'verify: receipt not compared',
    breaks: 'damage that decodes is called proven',
    edits: [
      {
        file: `${rollout}/readCompressed.ts`,
        find: '  if (receipt !== null) checkReceipt(content, receipt);\n',
        replace: '',
      },
    ],
    tests: [unit('rollout/verifyDamage.test.ts')],
  },
  {
    name: 'verify: first proof not compared',
    breaks: 'damage of a file of Codex’s own worker, which has nothing else that vouches for it',
    edits: [
      {
        file: `${rollout}/readCompressed.ts`,
        find: '  if (first !== null) checkFirst(content, first);\n',
        replace: '',
      },
    ],
    tests: [unit('rollout/verifyDamage.test.ts')],
  },
  {
    name: 'verify: no second reading',
    breaks: 'trust: a slip of memory is called damage of the disk',
    edits: [
      {
        file: `${rollout}/verifyRollout.ts`,
        find: '  const second = readCompressed(reading);\n',
        replace: '  const second = first;\n',
      },
    ],
    tests: [unit('rollout/verifyDamage.test.ts', 'reads damaged once')],
  },
  {
    name: 'verify: a change not told from damage',
    breaks: 'trust: a thread that Codex restores meanwhile is called corrupt',
    edits: [
      {
        file: `${rollout}/briefReader.ts`,
        find: '  if (isSame(reads.fs, fd, state)) return fd;\n',
        replace: '  if (isSame(reads.fs, fd, state) || fd >= 0) return fd;\n',
      },
      {
        file: `${rollout}/briefReader.ts`,
        find: '      if (now === null || !sameState(now, state)) throw new FileMoved();\n',
        replace: '      if (now === null) throw new FileMoved();\n',
      },
    ],
    tests: [unit('rollout/verifyBeside.test.ts')],
  },
  {
    name: 'verify: proof told before it is durable',
    breaks: 'a first proof, by a crash: the next one has nothing to be compared with',
    edits: [
      {
        file: 'electron/core/ops/proofLog.ts',
        find: '      waiting.push({ item, result, proof });\n',
        replace: '      waiting.push({ item, result, proof });\n      options.onWritten(item, result);\n',
      },
    ],
    tests: [unit('ops/verifyJob.test.ts')],
  },
  {
    name: 'settings not fsynced',
    breaks: 'what a person chose, by a power cut',
    edits: [{ file: 'electron/core/settings/settings.ts', find: '      fs.fsync(fd);\n', replace: '' }],
    tests: [powerLaw("'settings'")],
  },
];
