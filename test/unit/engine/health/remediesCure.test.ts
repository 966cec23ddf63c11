import { describe, expect, it } from 'vitest';
import type { HealthFinding, HealthRuleName } from '../../../../src/engine/health/finding';
import { healthRules } from '../../../../src/engine/health/healthRules';
import { formatMessage } from '../../../../src/engine/message';
import { largeTargets, network, planted } from './planted';
import { remedied, train, type Outcome, type WrittenNetwork } from './written';

const cases = Object.entries(planted).flatMap(([rule, networks]) =>
  networks.map((written, cause) => ({ rule: rule as HealthRuleName, cause, written })),
);

function spoken(findings: readonly HealthFinding[]): string {
  return findings.map(({ rule, message }) => `${rule}: ${formatMessage(message)}`).join('\n');
}

/** What a fault spoils: of a network that learns by heart the samples it has not seen. */
function spoiled(rule: HealthRuleName, { trainLoss, testLoss }: Outcome): number {
  return rule === 'overfitting' ? testLoss : trainLoss;
}

describe('the first remedy of a finding that can be made in the text', () => {
  it.each(cases)('cures $rule, cause $cause', ({ rule, written }) => {
    const before = train(written);
    const finding = before.findings.find((each) => each.rule === rule);
    expect(finding, spoken(before.findings)).toBeDefined();
    const remedy = finding?.remedies.find(({ changes }) => changes.length > 0);
    const repaired = remedy && remedied(written, remedy);
    expect(repaired?.text, 'the remedy changes the text').not.toBe(written.text);
    if (repaired === undefined) throw new Error(`${rule} has no remedy that can be made in the text.`);

    const after = train(repaired);
    const open = after.findings.filter((each) => each.rule === rule && each.resolvedAt === undefined);
    expect(open, spoken(after.findings)).toEqual([]);
    expect(spoiled(rule, after)).toBeLessThan(
      // A loss that became NaN is helped by any number. A bad start costs time, and is judged by itself.
      Number.isNaN(spoiled(rule, before)) || rule === 'bad-initial-loss' ? Infinity : spoiled(rule, before),
    );
  });

  it('is proven for at least three causes of every rule', () => {
    expect(Object.keys(planted).sort()).toEqual(healthRules.map(({ name }) => name).sort());
    for (const networks of Object.values(planted)) expect(networks.length).toBeGreaterThanOrEqual(3);
  });
});

describe('unscaled inputs', () => {
  it('are named by the column of the file that is farthest off, and its range', () => {
    const [people] = planted['unscaled-inputs'];
    const { findings } = people === undefined ? { findings: [] } : train(people);
    expect(spoken(findings)).toBe(
      'unscaled-inputs: Column 2 of the inputs, income, runs from 17400 to 49500.',
    );
  });
});

describe('unscaled targets', () => {
  const ofCurves = network(
    'csv("data.csv", target="y", test=0.2)',
    ['Affine(16)', 'Tanh', 'Affine(1)', 'MeanSquaredError'],
    'optimizer = SGD(lr=0.1); batch = 16; epochs = 60',
    planted['unscaled-targets'][0]?.files,
  );
  const learnsSlowly = network(
    'csv("data.csv", target="y", test=0.2)',
    ['Affine(16)', 'Tanh', 'Affine(1)', 'MeanSquaredError'],
    'optimizer = Adam(lr=0.01); batch = 16; epochs = 60',
    planted['unscaled-targets'][1]?.files,
  );

  const ofRectified = (train: string, target: (x: number, random: () => number) => number): WrittenNetwork =>
    network(
      'csv("data.csv", target="y", test=0.2)',
      ['Affine(32)', 'ReLU', 'Affine(32)', 'ReLU', 'Affine(1)', 'MeanSquaredError'],
      train,
      { 'data.csv': largeTargets(target) },
    );
  /** The loss falls by one percent and more in every two hundred steps, and would for ever. */
  const creeping = [
    ofRectified(
      'optimizer = Adam(lr=0.001); batch = 16; epochs = 100',
      (x, random) => 1e6 * (Math.sin(2 * x) + 0.02 * random()),
    ),
    ofRectified(
      'optimizer = AdamW(lr=0.01, weight_decay=0.01); batch = 16; epochs = 40',
      (x, random) => 2e5 + 5e4 * (Math.sin(x) + 0.02 * random()),
    ),
  ];

  it.each([...planted['unscaled-targets'], ofCurves, learnsSlowly, ...creeping])(
    'are named with the spread, and scaled in the file as the finding says they are cured: $text',
    (written) => {
      const before = train(written);
      const finding = before.findings.find(({ rule }) => rule === 'unscaled-targets');
      const [remedy] = finding?.remedies ?? [];
      const [sentence, ...numbers] = remedy ? [formatMessage(remedy.text), ...remedy.text.values] : [''];
      expect(sentence).toMatch(/^Scale the targets in the file/);
      const [mean, deviation] = numbers.length === 1 ? [0, ...numbers.map(Number)] : numbers.map(Number);
      const scaled = (written.files?.['data.csv'] ?? '').replaceAll(
        /,(-?[\d.]+)$/gm,
        (_, target) => `,${String((Number(target) - (mean ?? 0)) / (deviation ?? 1))}`,
      );
      const after = train({ ...written, files: { 'data.csv': scaled } });
      expect(spoken(after.findings.filter(({ resolvedAt }) => resolvedAt === undefined))).toBe('');
      expect(after.trainLoss).toBeLessThan(0.3);
    },
  );

  it.each([ofCurves, learnsSlowly])('that a smaller rate would not help ask for none: $text', (written) => {
    const [finding] = train(written).findings;
    expect(finding?.rule).toBe('unscaled-targets');
    expect(finding?.remedies.flatMap(({ changes }) => changes)).toEqual([]);
  });

  it('of usual size are not to blame for a learning rate that is too large', () => {
    const { findings } = train(
      network(
        'sine(points=100)',
        ['Affine(16)', 'ReLU', 'Affine(1)', 'MeanSquaredError'],
        'optimizer = SGD(lr=50); batch = 20; epochs = 20',
      ),
    );
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.map(({ rule }) => rule)).not.toContain('unscaled-targets');
  });
});

describe('the findings of one run', () => {
  it.each(cases)('do not recommend opposite things: $rule, cause $cause', ({ written }) => {
    const { findings } = train(written);
    const rates = findings.flatMap(({ remedies }) =>
      remedies.flatMap(({ changes }) =>
        changes.flatMap((change) => (change.kind === 'setLearningRate' ? [change.learningRate] : [])),
      ),
    );
    expect(new Set(rates).size, spoken(findings)).toBeLessThanOrEqual(1);
  });
});

describe('a penalty on the weights that is too strong', () => {
  it.each(planted['strong-weight-decay'])('is the only thing that is said ($text)', (written) => {
    expect([...new Set(train(written).findings.map(({ rule }) => rule))]).toEqual(['strong-weight-decay']);
  });
});

describe('layers that are all alike', () => {
  it.each(planted['all-alike'])('are one finding, with one remedy for all of them ($text)', (written) => {
    const alike = train(written).findings.filter(({ rule }) => rule === 'all-alike');
    expect(alike.map(({ remedies }) => remedies.length)).toEqual([1]);
  });
});

describe('inputs that are all 0', () => {
  it('are named, and nothing else is', () => {
    const zeros = `a,b,t\n${Array.from({ length: 60 }, (_, at) => `0,0,${String(at % 2)}`).join('\n')}\n`;
    const { findings } = train(
      network(
        'csv("data.csv", target="t")',
        ['Affine(2)', 'SoftmaxWithLoss'],
        'optimizer = SGD(lr=0.1); batch = 8; epochs = 30',
        { 'data.csv': zeros },
      ),
    );
    expect(spoken(findings)).toBe('unscaled-inputs: All inputs are 0.');
  });
});
