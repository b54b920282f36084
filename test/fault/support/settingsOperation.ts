import { readSettings, writeSettings } from '#core/settings/settings';
import type { Settings } from '#core/settings/settings';
import type { Operation } from './operation';
import type { Stage } from './stage';
import { Broken, filesBelow } from './stage';

const OLD: Settings = { v: 1, home: '/old', promiseAcceptedAtMs: 1, scrubBytesPerDay: 1 };
const NEW: Settings = { v: 1, home: '/new', promiseAcceptedAtMs: 2, scrubBytesPerDay: 2 };

function expectOneOf({ effects, data }: Stage, allowed: readonly Settings[]): void {
  const found = JSON.stringify(readSettings(effects.fs, data));
  if (!allowed.some((settings) => JSON.stringify(settings) === found)) throw new Broken(`law 1: settings are ${found}`);
}

export const settingsOperation: Operation = {
  name: 'settings',
  provesWrites: false,
  prepare: ({ effects, data }) => writeSettings(effects, data, OLD),
  run: ({ effects, data }, acknowledge) => {
    writeSettings(effects, data, NEW);
    acknowledge('written');
  },
  kept: (stage, acknowledged) => expectOneOf(stage, acknowledged.length > 0 ? [NEW] : [OLD, NEW]),
  again: ({ effects, data }) => writeSettings(effects, data, NEW),
  clean: (stage) => {
    expectOneOf(stage, [NEW]);
    const files = filesBelow(stage.effects.fs, stage.data);
    if (files.join() !== 'settings.json') throw new Broken(`law 2: found ${files.join(', ')}`);
  },
};
