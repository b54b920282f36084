export type JsonObject = { readonly [key: string]: JsonValue };
type JsonValue = string | number | boolean | null | JsonObject | readonly JsonValue[];

/** Ready-made pieces of JSON that together are one value: megabytes of pictures are not escaped again each time. */
export class JsonPieces {
  constructor(readonly pieces: readonly (string | Uint8Array)[]) {}
}

/** One line of a rollout. */
export type RolloutRecord = {
  readonly timeMs: number;
  readonly type: string;
  readonly payload: JsonObject | JsonPieces;
  readonly metadata?: JsonObject;
  /** The line is the last one of a turn: a fork may begin after it. */
  readonly endsTurn?: boolean;
};

/** A place between two turns. */
export type TurnEnd = { readonly bytes: number; readonly ordinal: number; readonly turns: number };

/** How far a rollout has been written; it moves on with every record that is taken. */
export type RolloutCursor = { bytes: number; ordinal: number; turns: number; readonly turnEnds: TurnEnd[] };

export type LineForm = {
  /** Paginated histories number their lines. */
  readonly numbered: boolean;
  /** The time on every line, instead of the records' own: as in the copy that a legacy fork makes. */
  readonly stampMs: number | null;
};

const BLOCK_BYTES = 256 * 1024;
/** UTF-8 needs at most this many bytes for one UTF-16 unit. */
const MAX_BYTES_PER_UNIT = 3;

/**
 * The lines of a rollout in blocks of at most 256 KiB, or of one long record. Takes one record at a time, and the
 * cursor stands behind a record before the next one is asked for. A block is valid until the next one is taken.
 */
export function* encodeRollout(
  records: Iterable<RolloutRecord>,
  cursor: RolloutCursor,
  form: LineForm,
): Generator<Uint8Array> {
  const block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
  let used = 0;
  for (const record of records) {
    for (const piece of piecesOf(record, cursor.ordinal, form)) {
      const room = typeof piece === 'string' ? piece.length * MAX_BYTES_PER_UNIT : piece.length;
      if (room > BLOCK_BYTES - used && used > 0) {
        yield block.subarray(0, used);
        used = 0;
      }
      if (room > BLOCK_BYTES) {
        const long = typeof piece === 'string' ? Buffer.from(piece) : piece;
        cursor.bytes += long.length;
        yield long;
        continue;
      }
      const written = typeof piece === 'string' ? block.write(piece, used) : copyInto(block, used, piece);
      used += written;
      cursor.bytes += written;
    }
    advance(cursor, record);
  }
  if (used > 0) yield block.subarray(0, used);
}

function copyInto(block: Buffer, offset: number, bytes: Uint8Array): number {
  block.set(bytes, offset);
  return bytes.length;
}

function advance(cursor: RolloutCursor, record: RolloutRecord): void {
  cursor.ordinal++;
  if (record.endsTurn !== true) return;
  cursor.turns++;
  cursor.turnEnds.push({ bytes: cursor.bytes, ordinal: cursor.ordinal, turns: cursor.turns });
}

function piecesOf(record: RolloutRecord, ordinal: number, form: LineForm): readonly (string | Uint8Array)[] {
  const number = form.numbered ? `,"ordinal":${ordinal}` : '';
  const stamp = new Date(form.stampMs ?? record.timeMs).toISOString();
  const head = `{"timestamp":"${stamp}"${number},"type":"${record.type}","payload":`;
  const tail = record.metadata === undefined ? '}\n' : `,"metadata":${JSON.stringify(record.metadata)}}\n`;
  if (record.payload instanceof JsonPieces) return [head, ...record.payload.pieces, tail];
  return [head + JSON.stringify(record.payload) + tail];
}
