/**
 * The rooms of the code and who may import whom: the one list behind the lint rule (eslint.config.mjs), the
 * table in docs/architecture.md and the check of every room's tsconfig.json (scripts/check-layout.mjs).
 *
 * @typedef {object} Room
 * @property {string} name as the table calls it
 * @property {string} folder in the clone
 * @property {readonly string[]} values rooms of which anything may be imported
 * @property {readonly string[]} types rooms of which only types may be imported
 * @property {string} [remark] what the table says besides
 * @property {readonly string[]} surroundings what its tsconfig.json adds to the language: `lib` and `types`
 */

/** A room whose folder does not exist yet is in no table and no rule. @type {readonly Room[]} */
export const ROOMS = [
  room('engine', [], []),
  room('data', ['engine'], []),
  room('recording', ['engine', 'data'], [], { remark: 'health rules; safetensors' }),
  room('language', ['engine'], [], {
    remark: 'layers, shapes, Graph; what the data looks like is handed in',
  }),
  room('convert', ['language', 'data'], ['engine']),
  room('protocol', [], ['engine', 'language']),
  room('runtime', ['engine', 'data', 'recording', 'protocol'], [], { surroundings: ['WebWorker'] }),
  room('platform', ['runtime', 'protocol'], ['engine', 'recording'], { surroundings: ['WebWorker', 'node'] }),
  room('cli', ['engine', 'data', 'language', 'convert', 'recording', 'protocol', 'runtime', 'platform'], [], {
    surroundings: ['node'],
  }),
  room('editor', ['language', 'convert', 'recording', 'protocol', 'data'], ['engine', 'runtime'], {
    surroundings: ['vscode'],
  }),
  {
    ...room('webview', ['protocol'], ['engine'], { surroundings: ['DOM', 'DOM.Iterable'] }),
    folder: 'webview',
  },
];

/** The file that hands the parts to each other, and its doors for Node and the browser. */
export const COMPOSITION_ROOT = {
  file: 'src/extension.ts',
  doors: 'src/extension*.ts',
  values: ['editor', 'platform'],
  types: [],
};

/**
 * @param {string} name
 * @param {readonly string[]} values
 * @param {readonly string[]} types
 * @param {{ remark?: string, surroundings?: readonly string[] }} [more]
 * @returns {Room}
 */
function room(name, values, types, { surroundings = [], ...more } = {}) {
  return { name, folder: `src/${name}`, values, types, surroundings, ...more };
}

/**
 * The rooms that exist, with what they may import of one another.
 * @param {(folder: string) => boolean} exists
 * @returns {Room[]}
 */
export function existingRooms(exists) {
  const there = ROOMS.filter(({ folder }) => exists(folder));
  const names = new Set(there.map(({ name }) => name));
  return there.map((each) => ({
    ...each,
    values: each.values.filter((name) => names.has(name)),
    types: each.types.filter((name) => names.has(name)),
  }));
}

/** The table of docs/architecture.md, in Markdown. @param {readonly Room[]} rooms */
export function tableOfRooms(rooms) {
  const rows = [
    ...rooms.map((each) => [each.name, mayImport(each)]),
    [COMPOSITION_ROOT.file.replace('src/', ''), mayImport(COMPOSITION_ROOT)],
  ];
  return [
    '| folder | may import |',
    '|---|---|',
    ...rows.map(([name, what]) => `| \`${name}\` | ${what} |`),
  ].join('\n');
}

/** @param {Pick<Room, 'values' | 'types' | 'remark'>} room */
function mayImport({ values, types, remark }) {
  const parts = [];
  if (values.length > 0) parts.push(values.join(', '));
  if (types.length > 0) parts.push(`types of ${types.join(' and ')}`);
  const text = parts.length === 0 ? 'nothing' : parts.join('; ');
  return remark === undefined ? text : `${text} (${remark})`;
}
