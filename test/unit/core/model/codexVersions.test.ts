import { describe, expect, it } from 'vitest';
import { codexGate } from '#contract/health';
import {
  codexGateOf,
  compareVersions,
  demandsOf,
  FOUND_IN_THREADS,
  parseCodexVersion,
} from '#core/model/codexVersions';

const found = (version: string): { version: string; source: string; path: string } => ({
  version,
  source: 'on the PATH',
  path: `/bin/${version}/codex`,
});
const ruleOf = (...versions: readonly string[]): string => codexGateOf(versions.map(found)).rule;

describe('a version', () => {
  it.each([
    ['codex-cli 0.169.0', [0, 169, 0], []],
    ['codex 0.150.1', [0, 150, 1], []],
    ['0.156.0-alpha.3', [0, 156, 0], ['alpha', '3']],
    ['v1.2.3+build.7', [1, 2, 3], []],
    ['codex-cli 0.147.0-rc.1+abc\n', [0, 147, 0], ['rc', '1']],
  ] as const)('is read out of %j', (text, numbers, prerelease) => {
    expect(parseCodexVersion(text)).toEqual({ numbers, prerelease });
  });

  it.each(['', 'codex', 'dev', '0.169', 'codex-cli unknown', 'of unknown version', '1.2.3.4'])(
    'is not in %j',
    (text) => {
      expect(parseCodexVersion(text)).toBeNull();
    },
  );

  it('comes after its prereleases, and those in their own order', () => {
    const order = [
      '0.99.9',
      '0.155.0-alpha',
      '0.155.0-alpha.2',
      '0.155.0-alpha.10',
      '0.155.0-beta',
      '0.155.0',
      '1.0.0',
    ];
    const parsed = order.flatMap((text) => parseCodexVersion(text) ?? []);
    expect(parsed).toHaveLength(order.length);
    for (const [index, version] of parsed.entries()) {
      for (const [other, later] of parsed.entries()) {
        expect(Math.sign(compareVersions(version, later))).toBe(Math.sign(index - other));
      }
    }
  });
});

describe('the rule', () => {
  it.each([
    ['0.169.0', 'everything'],
    ['0.155.0', 'everything'],
    ['0.155.0-alpha.1', 'no_fork_bases'],
    ['0.154.9', 'no_fork_bases'],
    ['0.147.0', 'no_fork_bases'],
    ['0.147.0-rc.1', 'leases_only'],
    ['0.146.0', 'leases_only'],
    ['0.137.0', 'leases_only'],
    ['0.137.0-beta', 'refused'],
    ['0.136.0', 'refused'],
    ['0.0.0', 'refused'],
    ['of unknown version', 'refused'],
  ])('beside Codex %s alone is %s', (version, rule) => {
    expect(ruleOf(version)).toBe(rule);
  });

  it('takes a version that only threads tell of for the past where anything newer is found, and asks for leases', () => {
    const inThread = (version: string) => ({ version, source: FOUND_IN_THREADS, path: 'sessions/x.jsonl' });
    const gate = codexGateOf([inThread('0.98.0'), inThread('0.169.0')]);
    expect(gate).toMatchObject({ rule: 'leases_only', lowest: '0.98.0', message: expect.stringMatching(/the past/) });
    expect(gate.found.map(({ version }) => version)).toEqual(['0.98.0', '0.169.0']);
    expect(codexGateOf([inThread('0.136.0'), found('0.169.0')]).rule).toBe('leases_only');
    expect(codexGateOf([inThread('0.136.0'), inThread('0.98.0')]).rule).toBe('refused');
    expect(codexGateOf([inThread('0.98.0'), inThread('0.169.0'), found('0.136.0')]).rule).toBe('refused');
    expect(codexGateOf([inThread('0.98.0'), found('of unknown version')]).rule).toBe('refused');
    expect(codexGateOf([inThread('0.140.0'), found('0.169.0')]).rule).toBe('leases_only');
  });

  it('is that of the lowest one found, whatever else there is', () => {
    expect(ruleOf('0.169.0', '0.155.0')).toBe('everything');
    expect(ruleOf('0.169.0', '0.150.1', '0.155.0')).toBe('no_fork_bases');
    expect(ruleOf('0.150.0', '0.140.0', '0.169.0')).toBe('leases_only');
    expect(ruleOf('0.140.0', '0.136.0')).toBe('refused');
    expect(codexGateOf(['0.169.0', 'of unknown version', '0.136.0'].map(found)).lowest).toBe('of unknown version');
  });

  it('names the program that it comes from, and what to do, and has the shape of the contract', () => {
    for (const version of ['0.150.0', '0.140.0', '0.136.0', 'of unknown version']) {
      const gate = codexGate.parse(codexGateOf([found('0.169.0'), found(version)]));
      expect(gate.message).toContain(`/bin/${version}/codex`);
      expect(gate.message).toMatch(/Update or remove it/);
      expect(gate.found.map((one) => one.version)).toEqual([version, '0.169.0']);
    }
  });

  it('that only a thread tells of says when it ends', () => {
    const gate = codexGateOf([{ version: '0.136.0', source: FOUND_IN_THREADS, path: 'sessions/x.jsonl' }]);
    expect(gate.message).toMatch(/sessions\/x\.jsonl.*ends 30 days after its last thread/);
  });

  it('where none is found reckons with 0.147 to 0.154, and only where leases work', () => {
    const gate = codexGate.parse(codexGateOf([]));
    expect(gate).toMatchObject({ rule: 'no_fork_bases', lowest: null, found: [] });
    expect(demandsOf(gate)).toMatchObject({ refusal: null, needsLease: true, needsQuiet: false });
    expect(demandsOf(gate).forkBase).not.toBeNull();
  });
});

describe('what is asked of a thread', () => {
  it.each([
    ['0.169.0', { refusal: null, forkBase: null, needsLease: false, needsQuiet: false }],
    ['0.150.0', { refusal: null, forkBase: expect.any(String), needsLease: false, needsQuiet: false }],
    ['0.140.0', { refusal: null, forkBase: expect.any(String), needsLease: true, needsQuiet: true }],
    ['0.136.0', { refusal: expect.stringContaining('0.136.0'), needsLease: false, needsQuiet: false }],
  ])('beside Codex %s', (version, demands) => {
    expect(demandsOf(codexGateOf([found(version)]))).toMatchObject(demands);
  });
});
