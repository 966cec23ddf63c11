import { existsSync, readdirSync, readFileSync } from 'node:fs';
import js from '@eslint/js';
import boundaries from 'eslint-plugin-boundaries';
import tseslint from 'typescript-eslint';
import { COMPOSITION_ROOT, existingRooms } from './scripts/checks/rooms.mjs';

const rooms = existingRooms((folder) => existsSync(new URL(folder, import.meta.url)));

/** Who may import whom: the list of rooms, and tests, which may import all of them. */
const policies = [
  ...rooms.flatMap(({ name, values, types }) =>
    policiesOf({ element: { type: name } }, [name, ...values], types),
  ),
  ...policiesOf({ element: { type: 'tests' } }, ['tests', ...rooms.map(({ name }) => name)], []),
  ...policiesOf({ file: { categories: 'extension' } }, COMPOSITION_ROOT.values, COMPOSITION_ROOT.types),
  { from: { file: { categories: 'extension' } }, allow: { to: { file: { categories: 'extension' } } } },
];

function policiesOf(from, values, types) {
  const anything = { from, allow: { to: { element: { types: { anyOf: values } } } } };
  if (types.length === 0) return [anything];
  return [
    anything,
    { from, allow: { to: { element: { types: { anyOf: types } } }, dependency: { kind: 'type' } } },
  ];
}

const NO_EDITOR = { name: 'vscode', message: 'Only src/editor and src/extension.ts know the editor.' };

/** The language has two doors. */
const FACADE = {
  regex: '/language/(?!services$)',
  message: 'Import it from language, or from language/services: they hand it on.',
};

/** Ways to write that are refused everywhere, each with what to write instead. */
const REFUSED = [
  {
    selector:
      ':matches(SpreadElement, SpreadProperty) > :matches(ObjectExpression, ArrayExpression).argument',
    message: 'Write the entries themselves: spreading a literal only bends the layout.',
  },
  {
    selector: 'JSXSpreadAttribute > ObjectExpression.argument',
    message: 'Write the attributes themselves: spreading a literal only bends the layout.',
  },
  {
    selector:
      'BinaryExpression[operator=/^[!=]==?$/] > CallExpression[callee.object.name="JSON"][callee.property.name="stringify"]',
    message: 'Compare with dequal: texts differ by the order of keys and lose NaN, -0 and undefined.',
  },
  {
    selector: 'CallExpression[callee.property.name="appendText"]',
    message: 'Use appendPlainText: VS Code writes spaces that never break, and a long sentence is cut off.',
  },
];

/** Where each layer says what it is. */
const LAYERS = 'src/engine/layers';

/** Every name of a layer, as its file says it. */
function layerNames() {
  const folder = new URL(`${LAYERS}/`, import.meta.url);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .flatMap(
      (file) => /^ {2}name: '([A-Z]\w+)',$/m.exec(readFileSync(new URL(file, folder), 'utf8'))?.[1] ?? [],
    );
}

/** Sets of names leave a new layer out, and nothing says so: its nature belongs to its own file. */
const LAYER_NAMES = [
  'BinaryExpression[operator=/^[!=]==?$/] > Literal',
  'SwitchCase > Literal.test',
  'NewExpression[callee.name="Set"] > ArrayExpression > Literal',
  'CallExpression[callee.property.name="includes"] > MemberExpression > ArrayExpression > Literal',
  'CallExpression[callee.property.name=/^(includes|has)$/] > Literal.arguments',
].map((place) => ({
  selector: `${place}[value=/^(${layerNames().join('|')})$/]`,
  message: `Ask the layer, not its name: what a layer is stands in its file in ${LAYERS}.`,
}));

/** What the command line says in the reader's language. */
const SAID =
  ':matches(NewExpression[callee.name="CommandFailure"], CallExpression[callee.name=/^write(Line|Error|Remark)$/], YieldExpression)';
const UNTRANSLATED = [
  ...['', 'ConditionalExpression > '].flatMap((between) => [
    `${SAID} > ${between}Literal[value=/[a-z]{2,} [a-z]{2,}/i]`,
    `${SAID} > ${between}TemplateLiteral > TemplateElement[value.raw=/[a-z]{2,} [a-z]{2,}/i]`,
  ]),
  'CallExpression[callee.name="formatMessage"]',
].map((selector) => ({
  selector,
  message: 'Say it by l10n.t(…) or localise(…): a sentence written out stays in English.',
}));

/** A test that sleeps is too slow on a quiet machine and fails on a busy one. */
const SLEEPS = [
  {
    selector: 'CallExpression[callee.property.name="waitForTimeout"]',
    message: 'Wait for what is meant: expect.poll, or settled() for frames.',
  },
  {
    selector: 'CallExpression[callee.name="setTimeout"] > Literal.arguments[value>=10]',
    message: 'Wait for what is meant: eventually(), atRest(), or fake timers.',
  },
];

export default tseslint.config(
  {
    ignores: [
      'dist/**',
      '.cache/**',
      'node_modules/**',
      'screenshots/**',
      '.vscode-test/**',
      'src/engine/kernels/assembly/**',
    ],
  },
  js.configs.recommended,
  {
    rules: {
      'no-restricted-syntax': ['error', ...REFUSED],
      // Prettier keeps code to its width; comments are ours to break. Links cannot be broken.
      'max-len': [
        'error',
        { code: 10_000, comments: 110, ignoreUrls: true, ignorePattern: '(es|ox)lint-disable' },
      ],
    },
  },
  {
    files: ['src/**/*.ts', 'webview/**/*.{ts,tsx}'],
    ignores: [`${LAYERS}/**`],
    rules: { 'no-restricted-syntax': ['error', ...REFUSED, ...LAYER_NAMES] },
  },
  {
    files: ['src/cli/**/*.ts'],
    ignores: ['src/cli/l10n.ts'],
    rules: { 'no-restricted-syntax': ['error', ...REFUSED, ...LAYER_NAMES, ...UNTRANSLATED] },
  },
  {
    files: ['test/**/*.test.ts'],
    rules: { 'no-restricted-syntax': ['error', ...REFUSED, ...SLEEPS] },
  },
  {
    // What needs types is judged by oxlint (.oxlintrc.json).
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.strict, ...tseslint.configs.stylistic],
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      // An underscore says that a parameter is there only for the signature.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      // Numeric loops over typed arrays read best with their index.
      '@typescript-eslint/prefer-for-of': 'off',
    },
  },
  {
    files: ['src/**/*.ts', 'webview/**/*.{ts,tsx}', 'test/**/*.{ts,tsx}', 'bench/**/*.ts'],
    plugins: { boundaries },
    settings: {
      'boundaries/elements': [
        ...rooms.map(({ name, folder }) => ({ type: name, pattern: folder, partialMatch: false })),
        { type: 'tests', pattern: ['test', 'bench'] },
      ],
      'boundaries/files': [{ category: 'extension', pattern: COMPOSITION_ROOT.doors }],
      'import/resolver': { typescript: { alwaysTryTypes: true } },
    },
    rules: { 'boundaries/dependencies': ['error', { default: 'disallow', policies }] },
  },
  {
    files: ['src/!(editor)/**/*.ts', 'webview/**/*.{ts,tsx}'],
    rules: { 'no-restricted-imports': ['error', { paths: [NO_EDITOR] }] },
  },
  {
    files: ['src/!(editor|language)/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: [NO_EDITOR], patterns: [FACADE] }] },
  },
  {
    files: ['src/editor/**/*.ts', 'src/extension*.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [FACADE] }] },
  },
  {
    // What the panels share knows no panel.
    files: ['webview/{kit,graph,tensor}/**/*.{ts,tsx}'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [NO_EDITOR],
          patterns: [{ regex: '/(formulas|network)/', message: 'What the panels share knows no panel.' }],
        },
      ],
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        indexedDB: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        Buffer: 'readonly',
        fetch: 'readonly',
        AbortSignal: 'readonly',
        performance: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        URLSearchParams: 'readonly',
        AbortController: 'readonly',
        TextDecoder: 'readonly',
        TextEncoder: 'readonly',
        WebAssembly: 'readonly',
      },
    },
  },
);
