/**
 * The thread whose bytes a paginated fork points into (session_meta's `history_base`). Rows of before know nothing of it,
 * so every file is read again by the next scan.
 */
export const forkBase = `
ALTER TABLE rollouts ADD COLUMN base_id TEXT;
CREATE INDEX rollouts_base ON rollouts (base_id) WHERE base_id IS NOT NULL;
UPDATE rollouts SET stamp = '';
DELETE FROM meta WHERE name = 'scanned_at';
`;
