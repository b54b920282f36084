import { emptyDatabase } from './emptyDatabase';
import type { DemoPlan, DemoThread } from './plan';
import { createRandom } from './random';
import type { Random } from './random';
import { PROJECTS, HOME_FOLDER, MODELS } from './scenario';
import type { DemoFile } from './sessionIndex';
import { logText, proseText } from './text';

const LOG_DATABASE_BYTES = 24e6;
const TEXT_LOG_BYTES = 1.5e6;
const SNAPSHOTS = 8;
const PICTURES = 5;

/** Files of a Codex home that are no threads, so that a store shows what else takes its space. */
export function otherFiles(plan: DemoPlan): readonly DemoFile[] {
  const random = createRandom(`${plan.options.seed}/other files`);
  const { nowMs } = plan.options;
  const text = (path: string, content: string): DemoFile => file(path, [Buffer.from(content)], nowMs);
  const recent = plan.threads.slice(-SNAPSHOTS);
  return [
    text('config.toml', config()),
    text('history.jsonl', plan.threads.map(historyLine).join('')),
    text('log/codex-tui.log', logText({ random, language: 'rust', length: TEXT_LOG_BYTES }, nowMs - 864e5)),
    text('memories/MEMORY.md', `# Notes\n\n${proseText({ random, language: 'typescript', length: 6000 })}\n`),
    text('skills/release-notes/SKILL.md', proseText({ random, language: 'shell', length: 3000 })),
    file('logs_2.sqlite', emptyDatabase(LOG_DATABASE_BYTES, random), nowMs),
    ...recent.map(({ id, cwd }) => text(`shell_snapshots/${id}.sh`, shellSnapshot(cwd, random))),
    ...plan.threads.slice(0, PICTURES).map(({ id, endMs }) => {
      const name = `generated_images/${id}/ig_${random.hex(24)}.png`;
      return file(name, [random.bytes(random.between(400e3, 1.4e6))], endMs);
    }),
  ];
}

function file(path: string, chunks: Iterable<Uint8Array>, timeMs: number): DemoFile {
  return { path, chunks, mode: 0o600, timeMs };
}

function config(): string {
  const trusted = PROJECTS.map(({ name }) => `[projects."${HOME_FOLDER}/${name}"]\ntrust_level = "trusted"\n`);
  return `model = "${MODELS[0] ?? ''}"\nmodel_reasoning_effort = "high"\n\n${trusted.join('\n')}`;
}

function historyLine({ id, createdMs, title }: DemoThread): string {
  return `${JSON.stringify({ session_id: id, ts: Math.floor(createdMs / 1000), text: title })}\n`;
}

function shellSnapshot(cwd: string, random: Random): string {
  const exports = Array.from({ length: 60 }, () => `export SETTING_${random.hex(6).toUpperCase()}=${random.hex(8)}\n`);
  return `# Snapshot file\ncd ${cwd}\n${exports.join('')}`;
}
