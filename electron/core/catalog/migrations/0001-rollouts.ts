/** The first schema. Bytes and milliseconds are whole numbers below 2^53; nanoseconds and inodes are decimal text. */
export const rollouts = `
CREATE TABLE rollouts (
  id TEXT NOT NULL PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  directory TEXT NOT NULL,
  archived INTEGER NOT NULL,
  representation TEXT NOT NULL,
  stamp TEXT NOT NULL,
  dev TEXT NOT NULL,
  ino TEXT NOT NULL,
  mtime_ns TEXT NOT NULL,
  mtime_ms INTEGER NOT NULL,
  file_bytes INTEGER NOT NULL,
  physical_bytes INTEGER NOT NULL,
  logical_bytes INTEGER,
  saved_bytes INTEGER NOT NULL,
  in_use INTEGER NOT NULL DEFAULT 0,
  title TEXT,
  name TEXT,
  title_key TEXT NOT NULL,
  project TEXT NOT NULL,
  project_key TEXT NOT NULL,
  search TEXT NOT NULL,
  cwd TEXT,
  branch TEXT,
  model TEXT,
  cli_version TEXT,
  originator TEXT,
  source TEXT,
  history_mode TEXT,
  parent_id TEXT,
  created_ms INTEGER,
  file_problem_kind TEXT,
  file_problem TEXT,
  duplicate_of TEXT,
  problem_kind TEXT,
  problem TEXT,
  receipt_sha256 TEXT,
  receipt_bytes INTEGER,
  receipt_tool TEXT
);
CREATE INDEX rollouts_directory ON rollouts (directory);
CREATE INDEX rollouts_updated ON rollouts (mtime_ms, id);
CREATE INDEX rollouts_on_disk ON rollouts (physical_bytes, id);
CREATE INDEX rollouts_full_size ON rollouts (logical_bytes, id);
CREATE INDEX rollouts_saved ON rollouts (saved_bytes, id);
CREATE INDEX rollouts_title ON rollouts (title_key, id);
CREATE INDEX rollouts_project ON rollouts (project_key, id);
CREATE INDEX rollouts_sums ON rollouts
  (project, problem_kind, in_use, representation, mtime_ms, physical_bytes, logical_bytes, saved_bytes, id);
CREATE INDEX rollouts_duplicate ON rollouts (id) WHERE duplicate_of IS NOT NULL;
CREATE INDEX rollouts_in_use ON rollouts (id) WHERE in_use = 1;
CREATE INDEX rollouts_unmeasured ON rollouts (id) WHERE logical_bytes IS NULL;
CREATE TABLE problems (
  path TEXT NOT NULL PRIMARY KEY,
  directory TEXT NOT NULL,
  kind TEXT NOT NULL,
  reason TEXT NOT NULL,
  physical_bytes INTEGER NOT NULL
);
CREATE INDEX problems_directory ON problems (directory);
CREATE TABLE other_files (name TEXT NOT NULL PRIMARY KEY, physical_bytes INTEGER NOT NULL);
CREATE TABLE meta (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
`;
