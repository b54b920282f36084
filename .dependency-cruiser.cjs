/** The import law of docs/architecture.md, as rules. A room is a folder under electron/, or renderer/. */
const room = (name) => `^electron/${name}/`;
const forbid = (name, from, to) => ({ name, severity: 'error', from, to });

module.exports = {
  forbidden: [
    forbid('no-cycles', {}, { circular: true }),
    forbid(
      'contract-imports-zod-only',
      { path: room('contract') },
      { pathNot: [room('contract'), '^node_modules/zod'] },
    ),
    forbid(
      'model-is-pure',
      { path: '^electron/core/model/' },
      { pathNot: ['^electron/core/model/', room('contract')] },
    ),
    forbid(
      'core-knows-no-process',
      { path: room('core') },
      { path: ['^electron/(engine|pool|main|preload|cli)/', '^renderer/', '^node_modules/electron/'] },
    ),
    forbid(
      'node-fs-only-in-core-fs',
      { path: '^electron/(core|engine|pool|cli)/', pathNot: '^electron/core/fs/' },
      { path: '^(node:)?fs(/promises)?$' },
    ),
    forbid(
      'koffi-only-in-core-native',
      { path: '^electron/', pathNot: '^electron/core/(fs|locks)/' },
      { path: '^node_modules/koffi' },
    ),
    forbid(
      'libsql-only-in-catalog',
      { path: '^electron/', pathNot: '^electron/core/(catalog|codexDb|state)/' },
      { path: '^node_modules/libsql' },
    ),
    forbid(
      'engine-and-cli-law',
      { path: '^electron/(engine|cli)/' },
      { path: ['^electron/(main|preload)/', '^renderer/', '^node_modules/electron/'] },
    ),
    forbid('engine-not-cli', { path: room('engine') }, { path: room('cli') }),
    forbid(
      'pool-imports-core',
      { path: room('pool') },
      { path: ['^electron/(engine|cli|main|preload)/', '^renderer/', '^node_modules/electron/'] },
    ),
    forbid(
      'main-never-core',
      { path: room('main') },
      { path: ['^electron/(core|engine|pool|cli|preload)/', '^renderer/'] },
    ),
    forbid(
      'preload-law',
      { path: room('preload') },
      { pathNot: [room('preload'), room('contract'), '^node_modules/(electron|zod)/'] },
    ),
    forbid(
      'renderer-law',
      { path: '^renderer/' },
      { path: ['^electron/(?!contract/)', '^node_modules/electron/', '^(node:)'] },
    ),
    forbid(
      'features-apart',
      { path: '^renderer/features/([^/]+)/' },
      { path: '^renderer/features/', pathNot: '^renderer/features/$1/' },
    ),
    forbid('ui-is-dumb', { path: '^renderer/ui/' }, { path: '^renderer/(store|api|features|app)/' }),
    forbid('product-knows-no-test', { path: '^(electron|renderer)/' }, { path: '^test/' }),
    forbid('no-unresolvable', {}, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
  },
};
