import { createRandom } from './random';
import { proseText } from './text';

const OPENING = `You are working with a developer at a terminal. You may read files, run commands and edit the working
copy. This text was invented for demonstration data: it has the size and the manner of the instructions that stand at
the head of every rollout, and nothing else in common with them.

# The way of working

Look before you change. Learn how the project is built and tested and follow its customs. Choose the smallest change
that solves the whole problem. If a request can be understood in two ways, name the one you chose and carry on. Work
that you did not make is not yours to discard. At the end say what changed, where, and how you know that it works.`;

const SUBJECTS = [
  ['Changes', 'let each patch serve one purpose', 'write in the manner of the file around it'],
  ['Testing', 'begin with the narrowest test', 'end with the whole suite'],
  ['Reviewing', 'put the findings that matter first', 'give a file and a line for each'],
  ['Credentials', 'leave keys where they are', 'mask them wherever they would be printed'],
  ['Answering', 'start from the result', 'stay with what was asked'],
  ['History', 'leave commits to the developer', 'keep unrelated changes apart'],
] as const;

const TOOLCHAINS = [
  ['TypeScript', 'npm test', 'tsc --noEmit'],
  ['Python', 'pytest -q', 'ruff check'],
  ['Rust', 'cargo test', 'cargo clippy'],
  ['Go', 'go test ./...', 'go vet ./...'],
  ['Java', 'mvn -q verify', 'mvn -q spotless:check'],
  ['Shell', 'bats test', 'shellcheck'],
] as const;

const CLOSING = `# The form of an answer

Plain text, short paragraphs, a list only for things that are a list. File names and commands stand in backticks, with
line numbers where they help. Do not recount the tools you used. Propose a next step only when it is obvious.

# The limits

Commands run in a sandbox. A refusal is information: read it, decide whether the step is necessary, and ask with a
reason if it is. Long output is cut in the middle, so ask for the part you need. End the processes that you start.`;

function onSubject([name, first, second]: (typeof SUBJECTS)[number]): string {
  return `## ${name}

When it comes to ${name.toLowerCase()}, ${first} and ${second}. If one of the two cannot be had, say so in a sentence and
take the way that can be undone. A rule that the project wrote down itself is stronger than this one; of two such rules
the one nearer to the changed file counts.

- ${name}: ${first}.
- ${name}: ${second}.`;
}

function onToolchain([name, test, lint]: (typeof TOOLCHAINS)[number]): string {
  return `## ${name} projects

Run \`${test}\` before the first change, so that you know which failures are old; mention those, and leave them alone.
Prove your own change with \`${test}\` and \`${lint}\`. What the standard library of ${name} offers needs no new
dependency. Where the tools are missing, name the command that would have proven the change.`;
}

/** Sentences that do not resemble one another, because the ones above compress better than real instructions do. */
const NOTES = proseText({ random: createRandom('base instructions'), language: 'typescript', length: 12_500 });

/** About 20 KB, the same in every rollout: this is what makes small rollouts so alike. */
export const BASE_INSTRUCTIONS = [
  OPENING,
  '# Subjects',
  ...SUBJECTS.map(onSubject),
  '# Toolchains',
  ...TOOLCHAINS.map(onToolchain),
  CLOSING,
  '# Notes of the team',
  NOTES,
].join('\n\n');

const SKILL_NAMES = ['charts', 'spreadsheets', 'release-notes', 'query-plans', 'translations', 'incident-reports'];

export const SKILLS = `<skills_instructions>
## Skills
A skill is a folder with a SKILL.md that says how one kind of task is done. Available:
${SKILL_NAMES.map((name) => `- ${name}: read it before the first task of this kind. (file: skills/${name}/SKILL.md)`).join('\n')}
</skills_instructions>`;

export const PERMISSIONS = `<permissions instructions>
Only the workspace may be written, and there is no network. Ask before you leave these limits.
</permissions instructions>`;

export const SUMMARY_PREFIX = `Another model worked on this before and left the summary below. Continue from it without
repeating what is done. Summary:\n`;
