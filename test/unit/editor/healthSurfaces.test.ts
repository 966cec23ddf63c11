import type * as vscode from 'vscode';
import { expect, test, vi } from 'vitest';
import type { Documents } from '../../../src/editor/documents/documents';
import { findingsIn, HealthProblems } from '../../../src/editor/languageFeatures/problems/healthProblems';
import { rowsOf } from '../../../src/editor/sidebar/rows';
import { rowItem } from '../../../src/editor/sidebar/treeItems';
import { NetworkRun } from '../../../src/editor/training/networkRun';
import type { NetworkRuns } from '../../../src/editor/training/networkRuns';
import { NetworkText } from '../../../src/editor/training/networkText';
import { RunClock } from '../../../src/editor/training/runClock';
import { healthRules } from '../../../src/engine/health/healthRules';
import type { HealthFinding } from '../../../src/engine/health/finding';
import { message } from '../../../src/engine/message';
import type { TrainingStatus } from '../../../src/protocol/trainingFrame';
import type { Runtime } from '../../../src/runtime/runtime';
import { checkText } from '../checkText';
import * as fake from './panels/host/fakeVscode';

const shown = vi.hoisted(() => ({ problems: [] as readonly vscode.Diagnostic[] }));

vi.mock('vscode', async () => {
  const half = await import('./panels/host/fakeVscode');
  /** What neither test looks into. */
  class Unseen {
    readonly isSeen = false;
  }
  const text = {
    uri: half.Uri.parse('file:///spiral.backprop'),
    positionAt: (offset: number) => ({ line: 0, character: offset }),
  };
  return {
    ...half,
    env: { language: 'en' },
    l10n: {
      t: (template: string, ...values: readonly unknown[]) =>
        template.replace(/\{(\d)\}/g, (_, at) => String(values[Number(at)])),
    },
    languages: {
      createDiagnosticCollection: () => ({
        set: (_uri: unknown, problems: readonly vscode.Diagnostic[] = []) => {
          shown.problems = problems;
        },
        has: () => shown.problems.length > 0,
        delete: () => {
          shown.problems = [];
        },
        dispose: () => undefined,
      }),
    },
    workspace: { ...half.workspace, textDocuments: [text] },
    Diagnostic: class {
      constructor(
        readonly range: unknown,
        readonly message: string,
        readonly severity: number,
      ) {}
    },
    DiagnosticSeverity: { Error: 0, Warning: 1 },
    CodeActionKind: { SourceFixAll: { append: () => undefined } },
    MarkdownString: Unseen,
    Position: Unseen,
    Range: Unseen,
    ThemeColor: Unseen,
    ThemeIcon: class {
      constructor(readonly id: string) {}
    },
    TreeItem: class {
      constructor(readonly label: string) {}
    },
    TreeItemCollapsibleState: { None: 0, Collapsed: 1, Expanded: 2 },
  };
});

const source = `network Spiral {
  data = spiral()
  layers {
    Affine(8)
    ReLU
    Affine(3)
    SoftmaxWithLoss
  }
}
`;

const uri = fake.Uri.parse('file:///spiral.backprop') as unknown as vscode.Uri;

function finding(rule: HealthFinding['rule'], about: Partial<HealthFinding>): HealthFinding {
  return {
    rule,
    severity: 'warning',
    step: 20,
    message: message(`It is ${rule}.`),
    explanation: message('That matters.'),
    remedies: [],
    ...about,
  };
}

/** A run of the text that the runtime says to be in this state. */
function runIn(state: TrainingStatus['state'], findings: readonly HealthFinding[]): NetworkRun {
  const runtime = { onDidDie: () => undefined } as unknown as Runtime;
  const run = new NetworkRun(uri, 'Spiral', runtime, () => undefined);
  const file = checkText(source);
  const [outline] = file.networks;
  if (outline?.program === undefined) throw new Error('The text has a mistake.');
  run.text = new NetworkText(file, outline, outline.program);
  run.phase = { kind: 'live' };
  run.status = { state, epoch: 1, epochs: 2, step: 40 } as unknown as TrainingStatus;
  run.findings = findings;
  return run;
}

/** The icon of each row of the network, by its name. */
function icons(run: NetworkRun): Readonly<Record<string, string>> {
  const checked = checkText(source);
  const [network] = rowsOf(checked);
  if (network?.kind !== 'network') throw new Error('There is no network.');
  return Object.fromEntries(
    [network, ...network.layers].map((row) => {
      const entry = { kind: 'row', uri, row, checked } as unknown as Parameters<typeof rowItem>[0];
      const { label, iconPath } = rowItem(entry, run);
      return [typeof label === 'string' ? label : '', (iconPath as vscode.ThemeIcon).id];
    }),
  );
}

async function problemsOf(run: NetworkRun): Promise<readonly vscode.Diagnostic[]> {
  const changed = new fake.EventEmitter<NetworkRun>();
  const runs = { of: () => [run], onDidChange: changed.event } as unknown as NetworkRuns;
  const documents = { onDidClose: new fake.EventEmitter<object>().event } as unknown as Documents;
  vi.useFakeTimers();
  try {
    const problems = new HealthProblems(runs, new RunClock(runs), documents);
    changed.fire(run);
    await vi.runAllTimersAsync();
    problems.dispose();
    return shown.problems;
  } finally {
    vi.useRealTimers();
  }
}

const found = [
  finding('dead-relu', { layer: 1, severity: 'error' }),
  finding('vanishing-gradient', { layer: 0 }),
  finding('saturation', { layer: 2, resolvedAt: 30 }),
  finding('overfitting', {}),
];

test('the sidebar marks what the Problems view names, as severely, and the network as a whole too', async () => {
  const run = runIn('running', found);
  expect(icons(run)).toEqual({
    Spiral: 'warning',
    affine1: 'warning',
    relu1: 'error',
    affine2: 'layers',
    softmaxwithloss1: 'layers',
  });
  const problems = await problemsOf(run);
  expect(problems.map(({ severity }) => severity)).toEqual([0, 1, 1]);
  expect(findingsIn([run]).map(({ start }) => source.slice(start).split('\n')[0])).toEqual([
    'ReLU',
    'Affine(8)',
    'Spiral {',
  ]);
});

test('neither says anything of a run that was stopped or edited', async () => {
  const edited = runIn('running', found);
  edited.text?.compare(checkText(source.replace('Affine(8)', 'Affine(9)')));
  expect(edited.stale).toBe(true);
  for (const run of [runIn('stopped', found), runIn('ready', found), edited]) {
    expect(new Set(Object.values(icons(run)))).toEqual(new Set(['type-hierarchy-sub', 'layers']));
    expect(await problemsOf(run)).toEqual([]);
  }
});

test('a problem has the name of its rule, as the command line writes it', async () => {
  const rules = healthRules.map(({ name }) => name);
  const run = runIn(
    'running',
    rules.map((rule) => finding(rule, {})),
  );
  expect((await problemsOf(run)).map(({ code }) => code)).toEqual(rules);
});
