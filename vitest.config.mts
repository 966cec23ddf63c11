import { defineConfig } from 'vitest/config';

/** Each puts another module in the place of one of ours, which every other file would get too. */
const alone = [
  'test/unit/engine/explain/gradientCheck.test.ts',
  'test/unit/runtime/formulaService.test.ts',
  'test/unit/editor/commands/contextKeys.test.ts',
  'test/unit/editor/data/dataPlace.test.ts',
  'test/unit/editor/panels/host/panels.test.ts',
  'test/unit/editor/documents/definitionFiles.test.ts',
  'test/unit/editor/documents/definitionTexts.test.ts',
  'test/unit/editor/documents/earlyIndentation.test.ts',
  'test/unit/editor/runs/runsView.test.ts',
  'test/unit/editor/runs/variantTraining.test.ts',
  'test/unit/editor/sealedSurfaces.test.ts',
  'test/unit/editor/training/networkRuns.test.ts',
  'test/unit/editor/training/runEdits.test.ts',
  'test/unit/editor/training/runClock.test.ts',
];

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
