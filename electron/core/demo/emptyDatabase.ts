import type { Random } from './random';

const PAGE_BYTES = 4096;
/** A trunk page of the free list holds a pointer, a count and page numbers; as SQLite does, six slots stay unused. */
const LEAVES_PER_TRUNK = PAGE_BYTES / 4 - 8;
const PAGES_PER_TRUNK = LEAVES_PER_TRUNK + 1;
const SQLITE_VERSION = 3_045_001;

/**
 * A valid SQLite database without tables, whose pages are all on the free list: what a log database looks like after its
 * rows were deleted and before anybody ran VACUUM. The format is described in sqlite.org/fileformat2.html.
 */
export function* emptyDatabase(bytes: number, random: Random): Generator<Uint8Array> {
  const pages = Math.max(2, Math.floor(bytes / PAGE_BYTES));
  yield firstPage(pages);
  for (let trunk = 2; trunk <= pages; trunk += PAGES_PER_TRUNK) {
    const last = Math.min(pages, trunk + LEAVES_PER_TRUNK);
    yield trunkPage(trunk, last, pages);
    for (let leaf = trunk + 1; leaf <= last; leaf++) yield deletedRows(random);
  }
}

function firstPage(pages: number): Buffer {
  const page = Buffer.alloc(PAGE_BYTES);
  page.write('SQLite format 3\0', 0, 'latin1');
  page.writeUInt16BE(PAGE_BYTES, 16);
  page.set([1, 1, 0, 64, 32, 32], 18); // journal mode "delete", no reserved bytes, the fixed payload fractions
  page.writeUInt32BE(1, 24); // change counter
  page.writeUInt32BE(pages, 28);
  page.writeUInt32BE(2, 32); // first trunk page of the free list
  page.writeUInt32BE(pages - 1, 36); // free pages
  page.writeUInt32BE(4, 44); // schema format
  page.writeUInt32BE(1, 56); // UTF-8
  page.writeUInt32BE(1, 92); // the change counter for which the page count is valid
  page.writeUInt32BE(SQLITE_VERSION, 96);
  page.writeUInt8(13, 100); // the schema: an empty leaf of a table
  page.writeUInt16BE(PAGE_BYTES, 105);
  return page;
}

function trunkPage(trunk: number, last: number, pages: number): Buffer {
  const page = Buffer.alloc(PAGE_BYTES);
  page.writeUInt32BE(last < pages ? last + 1 : 0, 0);
  page.writeUInt32BE(last - trunk, 4);
  for (let leaf = trunk + 1; leaf <= last; leaf++) page.writeUInt32BE(leaf, 8 + (leaf - trunk - 1) * 4);
  return page;
}

/** SQLite does not wipe what it frees; half of it is noise here, so that it compresses about as log rows do. */
function deletedRows(random: Random): Buffer {
  const page = Buffer.alloc(PAGE_BYTES, 'codex_core::session: turn finished ');
  page.set(random.bytes(PAGE_BYTES / 4), PAGE_BYTES / 2);
  return page;
}
