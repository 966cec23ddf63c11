import js from '@eslint/js';
import boundaries from 'eslint-plugin-boundaries';
import tseslint from 'typescript-eslint';

/** Who may import whom: the table of docs/architecture.md. `types` may be imported as types only. */
const imports = {
  engine: { values: [] },
  data: { values: ['engine'] },
  language: { values: ['engine'] },
  protocol: { values: [], types: ['engine', 'language'] },
  runtime: { values: ['engine', 'data', 'protocol'], types: ['language'] },
  platform: { values: ['runtime', 'protocol'], types: ['engine', 'language'] },
  editor: { values: ['language', 'protocol', 'data'], types: ['engine', 'runtime'] },
  cli: { values: ['engine', 'data', 'language', 'runtime', 'platform', 'protocol'] },
  webview: { values: ['protocol'], types: ['engine'] },
  tests: {
    values: ['engine', 'data', 'language', 'protocol', 'runtime', 'platform', 'cli', 'editor', 'webview'],
  },
};

const policies = Object.entries(imports).flatMap(([folder, { values, types = [] }]) => [
  {
    from: { element: { type: folder } },
    allow: { to: { element: { types: { anyOf: [folder, ...values] } } } },
  },
  ...(types.length === 0
    ? []
    : [
        {
          from: { element: { type: folder } },
          allow: { to: { element: { types: { anyOf: types } } }, dependency: { kind: 'type' } },
        },
      ]),
]);

policies.push({
  from: { file: { categories: 'extension' } },
  allow: { to: { element: { types: { anyOf: ['editor', 'platform'] } } } },
});

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
  { rules: { 'no-restricted-syntax': ['error', ...REFUSED] } },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // An underscore says that a parameter is there only for the signature.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      // Numbers in a template are what this product is about.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Numeric loops over typed arrays read best with their index.
      '@typescript-eslint/prefer-for-of': 'off',
      // Record<string, …> under noPropertyAccessFromIndexSignature reads as what it is.
      '@typescript-eslint/dot-notation': 'off',
    },
  },
  {
    files: ['src/**/*.ts', 'webview/**/*.{ts,tsx}', 'test/**/*.{ts,tsx}', 'bench/**/*.ts'],
    plugins: { boundaries },
    settings: {
      'boundaries/elements': [
        ...['engine', 'data', 'language', 'protocol', 'runtime', 'platform', 'editor', 'cli'].map(
          (folder) => ({
            type: folder,
            pattern: `src/${folder}`,
          }),
        ),
        { type: 'webview', pattern: 'webview', partialMatch: false },
        { type: 'tests', pattern: ['test', 'bench'] },
      ],
      'boundaries/files': [{ category: 'extension', pattern: 'src/extension.ts' }],
      'import/resolver': { typescript: { alwaysTryTypes: true } },
    },
    rules: { 'boundaries/dependencies': ['error', { default: 'disallow', policies }] },
  },
  {
    files: ['src/!(editor)/**/*.ts', 'webview/**/*.{ts,tsx}'],
    rules: {
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'vscode', message: 'Only src/editor and src/extension.ts know the editor.' }] },
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
