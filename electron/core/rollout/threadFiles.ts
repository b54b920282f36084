import path from 'node:path';
import { parseRolloutName } from '../model/rolloutName';
import type { FileState, FileSystem } from '../ports';
import { HOLD_SUFFIX } from './place';

/** Every name under which a file of one rollout can stand in a folder. */
const ROLLOUT_FORMS = ['plain', 'compressed', 'heldPlain', 'heldCompressed'] as const;
export type RolloutForm = (typeof ROLLOUT_FORMS)[number];

const SUFFIXES: Readonly<Record<RolloutForm, string>> = {
  plain: '',
  compressed: '.zst',
  heldPlain: HOLD_SUFFIX,
  heldCompressed: `.zst${HOLD_SUFFIX}`,
};

export type FormName = { readonly threadId: string; readonly plainName: string; readonly form: RolloutForm };

/** What a name says, if it is that of a rollout in one of its forms, holds included. */
export function parseFormName(name: string): FormName | null {
  const held = name.endsWith(HOLD_SUFFIX);
  const parsed = parseRolloutName(held ? name.slice(0, -HOLD_SUFFIX.length) : name);
  if (parsed === null) return null;
  const { threadId, plainName, compressed } = parsed;
  const form = held ? (compressed ? 'heldCompressed' : 'heldPlain') : compressed ? 'compressed' : 'plain';
  return { threadId, plainName, form };
}

/** The path of a form of a rollout in a folder. */
export function formPath(directory: string, plainName: string, form: RolloutForm): string {
  return path.join(directory, plainName + SUFFIXES[form]);
}

/** A file of a thread as it stands now. */
export type ThreadFile = { readonly path: string; readonly form: RolloutForm; readonly state: FileState };

/** Where the files of one thread can be: the folders of both roots in which its name may stand. */
export type ThreadSpot = {
  readonly id: string;
  readonly plainName: string;
  readonly directories: readonly string[];
};

/** The two roots in which Codex keeps a rollout of this name: dated, or archived. */
export function usualDirectories(home: string, plainName: string): readonly string[] {
  const [year = '', month = '', day = ''] = plainName.slice('rollout-'.length).split(/[-T]/);
  return [path.join(home, 'sessions', year, month, day), path.join(home, 'archived_sessions')];
}

/** All files of a thread that stand now, in every form and folder. */
export function filesOfThread(fs: FileSystem, { plainName, directories }: ThreadSpot): readonly ThreadFile[] {
  return directories.flatMap((directory) =>
    ROLLOUT_FORMS.flatMap((form) => {
      const file = formPath(directory, plainName, form);
      const state = fs.lstat(file);
      return state === null ? [] : [{ path: file, form, state }];
    }),
  );
}
