import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from 'vitest/config';

const folders = ['unit', 'oracle', 'python', 'scripts'].map((name) => path.join('test', name));

/** A module in the place of another, but for the stand-in of VS Code that tests share. */
const standIn = /vi\.(?:do)?mock\((?!'vscode', \(\) => import\('[./\w]*\/fakeVscode'\)\))/i;

/** Each puts another module in the place of one, which every file that is read after it would get too. */
const alone = folders.flatMap((folder) =>
  readdirSync(path.join(import.meta.dirname, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name).replaceAll(path.sep, '/'))
    .filter((name) => name.endsWith('.test.ts'))
    .filter((name) => standIn.test(readFileSync(path.join(import.meta.dirname, name), 'utf8'))),
);

export default defineConfig({
  test: {
    testTimeout: 60_000,
    pool: 'threads',
    setupFiles: 'test/unit/fixedSeed.ts',
    // Programs that tests start speak English, whatever this machine speaks.
    env: { LC_ALL: 'C' },
    reporters: ['default', ['json', { outputFile: '.cache/results/vitest.json' }]],
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          include: ['test/{unit,oracle,python,scripts}/**/*.test.ts'],
          exclude: alone,
          // Reading the modules anew for every file took a third of the time.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'alone', include: alone } },
    ],
  },
});
