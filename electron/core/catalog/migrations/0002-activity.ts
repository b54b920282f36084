/**
 * What the ledger says, indexed: derived from it and from nothing else. `row_id` of activity is 1024 times the entry's
 * number, and more for the threads that a job lists. `is_job`: the entry of a job. `listed`: on the page that asks for
 * everything. `undo`: the job that would take it back, if the thread still stands as it left it.
 */
export const activity = `
CREATE TABLE activity (
  row_id INTEGER NOT NULL PRIMARY KEY,
  entry_offset INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  action TEXT NOT NULL,
  result TEXT NOT NULL,
  trigger_by TEXT NOT NULL,
  job_id TEXT,
  thread_id TEXT,
  is_job INTEGER NOT NULL,
  listed INTEGER NOT NULL,
  threads INTEGER NOT NULL,
  left_alone INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  before_bytes INTEGER,
  after_bytes INTEGER,
  content_bytes INTEGER,
  sha256 TEXT,
  reason TEXT,
  duration_ms REAL NOT NULL,
  undo TEXT,
  search TEXT NOT NULL
);
CREATE INDEX activity_listed ON activity (row_id) WHERE listed = 1;
CREATE INDEX activity_job ON activity (job_id, row_id) WHERE job_id IS NOT NULL;
CREATE INDEX activity_thread ON activity (thread_id, row_id) WHERE thread_id IS NOT NULL;
CREATE TABLE proofs (
  seq INTEGER NOT NULL PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  trigger_by TEXT NOT NULL,
  thread_id TEXT NOT NULL,
  outcome TEXT NOT NULL,
  file_bytes INTEGER NOT NULL,
  mtime_ns TEXT,
  sha256 TEXT,
  content_bytes INTEGER NOT NULL
);
CREATE INDEX proofs_thread ON proofs (thread_id, seq);
CREATE INDEX proofs_trigger ON proofs (trigger_by, at_ms);
CREATE TABLE asides (
  aside_id TEXT NOT NULL PRIMARY KEY,
  seq INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  thread_id TEXT,
  path TEXT NOT NULL,
  file TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  mtime_ns TEXT NOT NULL,
  mode TEXT NOT NULL
);
CREATE TABLE kept_findings (finding_id TEXT NOT NULL PRIMARY KEY);
CREATE TABLE ledger_problems (entry_offset INTEGER NOT NULL PRIMARY KEY, problem TEXT NOT NULL);
`;
