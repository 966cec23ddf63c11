import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { hasPlainRepair, repairsOf } from '../../../../src/language/services/repairs/quickFixesAt';
import { withEdits } from '../../../../src/language/services/refactorings/refactoring';
import type { Fix } from '../../../../src/language/diagnostic';
import { checkText } from '../../checkText';

const network = (layers: string, rest = ''): string =>
  `network N {\n  data = spiral(classes=3)\n  layers {\n    ${layers}\n  }\n${rest}}\n`;
const trained = (line: string): string =>
  network('Affine(3); SoftmaxWithLoss', `  train {\n    ${line}\n  }\n`);
const compared = (settings: string): string =>
  `${network('Affine(3); SoftmaxWithLoss')}compare C of N { ${settings} }\n`;

/** Kinds of problems with a repair, each with a text that has it. The first repair is made, and must cure. */
const repaired: Readonly<Record<string, string>> = {
  'activation-in-loss': network('Affine(3); Softmax; SoftmaxWithLoss'),
  alias: network('Dense(3); SoftmaxWithLoss'),
  'ambiguous-order': network('Affine(2, init=[[1, 2], [3, 4]]); ReLU; Affine(3); SoftmaxWithLoss'),
  'batch-of-one': network(
    'Affine(4); BatchNorm; Affine(3); SoftmaxWithLoss',
    '  train {\n    batch = 1\n  }\n',
  ),
  'control-character': network('Affine(3); SoftmaxWithLoss').replace('spiral(classes=3)', 'csv("a\0.csv")'),
  'equal-weights': network('Affine(4, init=Zeros); ReLU; Affine(3, init=Zeros); SoftmaxWithLoss'),
  'extra-bracket': network('Affine(3); SoftmaxWithLoss').replace('  layers', '  }\n  layers'),
  'foreign-comment': '// note\na = 1\n',
  'foreign-form': 'a = [[1, 2]]\nb = a.T\n',
  'foreign-separator': network('Affine(4), ReLU, Affine(3), SoftmaxWithLoss'),
  'foreign-statement': 'import numpy as np\na = 1\n',
  'full-width': 'a ＝ 1\n',
  'input-size-first': network('Linear(2, 16); ReLU; Linear(16, 3); SoftmaxWithLoss'),
  'log-of-softmax': 'x = [1, 2]\ny = log(softmax(x))\n',
  'loose-tolerance': 'sheet "S"\nx = 1\nexpect x = ? within 0.1\n',
  'misplaced-setting': network('Affine(3); SoftmaxWithLoss', '  batch = 8\n  train {\n    epochs = 2\n  }\n'),
  'misplaced-sheet': 'x = 1\nsheet "S"\nexpect x = ?\n',
  'missing-bracket': network('Affine(3); SoftmaxWithLoss').replace('layers {', 'layers'),
  'missing-equals': 'a 1\n',
  'missing-separator': network('Affine(4) ReLU; Affine(3); SoftmaxWithLoss'),
  'missing-parentheses': 'x = 1\ny = relu x\n',
  'not-a-single-number': 'h = [1, 2]\nbackward h\n',
  'not-an-answer': 'sheet "S"\nx = 0.25\nexpect x = 1 / 4\n',
  'rectifier-before-loss': network('Affine(3); ReLU; SoftmaxWithLoss'),
  'second-weight-decay': trained('optimizer = AdamW(lr=0.1, weight_decay=0.5); weight_decay = 2'),
  'second-sheet': 'sheet "S"\nsheet "T"\nx = 1\nexpect x = ?\n',
  'shutting-bias': network('Affine(4, bias=-5); ReLU; Affine(3); SoftmaxWithLoss'),
  'single-quotes': network('Affine(3); SoftmaxWithLoss').replace(
    'spiral(classes=3)',
    'csv(\'a.csv\', target="t")',
  ),
  'same-value': compared('seed = [0, 1, 0]'),
  'unclosed-bracket': 'a = (1 + 2\n',
  'unexpected-character': 'a : 1\n',
  'unexpected-token': 'a = [1 2]\n',
  'unreachable-targets': 'network N { data = sine(); layers { Affine(1); ReLU; MeanSquaredError } }\n',
  'unknown-argument': 'x = [[1, 2]]\ny = sum(x, axes=0)\n',
  'unknown-data': network('Affine(3); SoftmaxWithLoss').replace('spiral', 'spirl'),
  'unknown-escape': network('Affine(3); SoftmaxWithLoss').replace(
    'spiral(classes=3)',
    'csv("a\\b.csv", target="t")',
  ),
  'unknown-function': 'x = 1\ny = Relu(x)\n',
  'unknown-initializer': network('Affine(3, init=Hee); SoftmaxWithLoss'),
  'unknown-layer': network('Afine(3); SoftmaxWithLoss'),
  'unknown-name': 'apple = 1\nb = aple * 2\n',
  'unknown-network': compared('seed = [0, 1]')
    .replace('network N', 'network Small')
    .replace('of N', 'of Smal'),
  'unknown-optimizer': trained('optimizer = Adamm(lr=0.1)'),
  'unknown-schedule': trained('schedule = Cosin()'),
  'unknown-setting': trained('epoch = 3'),
  'unknown-word': 'a = 1\nbakward a\n',
  'chained-comparison': 'a = 1\nb = 0 < a < 2\n',
  'unopened-bracket': 'a = 1)\n',
  unshuffled: trained('shuffle = false'),
  'widened-in-loss': 'x = [[1], [2]]\nt = [1, 2]\nloss = sum((x - t) ** 2)\nbackward loss\n',
  'wrong-number-of-outputs': network('Affine(4); SoftmaxWithLoss'),
};

/** Found in the data, where the repair is an argument of the source: `data/hints.test.ts` has their texts. */
const repairedInData = [
  'channels-last',
  'unscaled-inputs',
  'unscaled-targets',
  'decimal-comma',
  'header',
  'target-column',
];

/** Kinds of problems without a repair, each with the reason. */
const withoutRepair: Readonly<Record<string, string>> = {
  'already-defined': 'which of the two is meant, and under what other name, is for the author to say',
  blank: 'the answer is the learner’s',
  'blocks-too-deep': 'the network has to be thought anew',
  'duplicate-argument': 'which of the two is meant is not known',
  'expected-shape': 'it is an answer',
  'file-not-found': 'which file is meant is not known',
  'foreign-indexing': 'it is computed otherwise here',
  'foreign-word': 'it is computed otherwise here, but for True and False, which are changed as they are read',
  'function-without-call': 'what it is given is not known',
  'layer-does-not-fit': 'several sizes would fit',
  'layer-outside-layers': 'where in the network it belongs is not known',
  'no-class': 'which class is meant is not known',
  'loss-not-last': 'whether the loss or what follows is too much is not known',
  'malformed-number': 'which number is meant is not known',
  'partly-checked': 'it says how far was looked',
  'misplaced-member': 'in which network is not known',
  'missing-argument': 'its value is not known',
  'missing-cells': 'whether to drop or to fill them is a decision about the data',
  'missing-classes': 'it is a remark about the data',
  'missing-data': 'which data is not known',
  'missing-data-files': 'the files are not in the text',
  'missing-keyword': 'several could stand there',
  'missing-layers': 'which layers is not known',
  'missing-loss': 'several losses fit',
  'missing-network': 'which network is not known',
  'missing-settings': 'what to compare is for the author to say',
  'missing-name': 'the name is for the author to give',
  'missing-value': 'the value is not known',
  'nested-too-deeply': 'the text has to be thought anew',
  'no-backward': 'which value it begins with is not known',
  'no-gradient': 'what was meant to be asked is not known',
  'no-questions': 'what to ask is for the author to say',
  'not-constant': 'its value is not known',
  'number-too-large': 'which number is meant is not known',
  'number-too-small': 'which number is meant is not known',
  'out-of-range': 'the nearest allowed number is hardly what was meant',
  'parameters-missing': 'it is a remark about the file',
  'position-after-name': 'the name it should have is not known',
  'ragged-list': 'which entry is missing or too much is not known',
  'recursive-block': 'the block has to be thought anew',
  'reserved-word': 'the name is for the author to give',
  'row-number': 'whether the column counts rows is a guess',
  'shape-mismatch': 'several shapes would fit',
  'single-sample-class': 'it is a remark about the data',
  'tensor-too-large': 'the size has to be thought anew',
  'too-many-arguments': 'which one is too much is not known',
  'too-many-variants': 'which of them to do without is for the author to say',
  'variant-does-not-fit': 'several values would fit',
  'too-many-layers': 'the network has to be thought anew',
  'unusable-array': 'what is wrong stands in the file',
  'unclosed-string': 'where it ends is not known',
  'unusable-data': 'what is wrong stands in the file, unless its reader names an argument that helps',
  'upstream-shape': 'its numbers are not known',
  'used-before-definition': 'to move a line can put others out of order',
  'wrong-argument': 'several values would do',
  'wrong-kind': 'the value is not known',
  'wrong-title': 'the title is for the author to give',
  'wrong-tolerance': 'the number is not known',
  'zero-gradient': 'what was meant to be asked is not known',
};

/** Codes as they are written in the sources, wherever a problem is reported. */
function codesInSources(): ReadonlySet<string> {
  const root = new URL('../../../../src/', import.meta.url);
  const files = ['language/', 'data/'].flatMap((folder) =>
    readdirSync(new URL(folder, root), { recursive: true })
      .map(String)
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(new URL(folder + name, root), 'utf8')),
  );
  const reported =
    /(?:code: |\.add\(\s*|(?:report|unexpected|error|codeOf)\((?:[\w.]+, )?\s*)'([a-z]+(?:-[a-z]+)*)'/g;
  const chosen = /\? '([a-z]+(?:-[a-z]+)+)' : '([a-z]+(?:-[a-z]+)+)'/g;
  return new Set(
    files.flatMap((text) =>
      [...text.matchAll(reported), ...text.matchAll(chosen)].flatMap(([, ...codes]) => codes),
    ),
  );
}

function applied(text: string, fix: Fix | undefined): string {
  if (!fix) throw new Error('There is no repair.');
  return withEdits(text, fix.edits);
}

describe('the repair of every kind of problem', () => {
  test('is decided', () => {
    const decided = [...Object.keys(repaired), ...repairedInData, ...Object.keys(withoutRepair)];
    const found = [...codesInSources()].filter(
      (code) => code !== 'more-problems' && code !== 'unmet-expectation',
    );
    expect(found.filter((code) => !decided.includes(code))).toEqual([]);
    expect(new Set(decided).size).toBe(decided.length);
  });

  test.each(Object.entries(repaired))('cures: %s', (code, text) => {
    const found = checkText(text).diagnostics.filter((each) => each.code === code);
    const fix = found.flatMap(({ fixes }) => fixes ?? [])[0];
    const after = applied(text, fix);
    const left = checkText(after).diagnostics.filter((each) => each.code === code);
    expect(left.length, after).toBeLessThan(found.length);
  });

  test('moves a line where it belongs', () => {
    const after = (code: string): string => {
      const text = repaired[code] ?? '';
      const problem = checkText(text).diagnostics.find((each) => each.code === code);
      return applied(text, problem?.fixes?.[0]);
    };
    expect(after('misplaced-sheet')).toBe('sheet "S"\nx = 1\nexpect x = ?\n');
    expect(after('second-sheet')).toBe('sheet "S"\nx = 1\nexpect x = ?\n');
    expect(after('misplaced-setting')).toBe(
      network('Affine(3); SoftmaxWithLoss', '  train {\n    epochs = 2\n    batch = 8\n  }\n'),
    );
    expect(after('not-an-answer')).toBe('sheet "S"\nx = 0.25\nexpect x = 0.25\n');
    expect(after('loose-tolerance')).toBe('sheet "S"\nx = 1\nexpect x = ? within 0.01\n');
  });
});

describe('all repairs at once', () => {
  const text = 'a ＝ 1\n// note\nb = a.T\nc = aple\nd = relu b\n';

  test('are those that only change how something is written', () => {
    const after = withEdits(text, repairsOf(checkText(text), hasPlainRepair));
    expect(after).toBe('a = 1\n# note\nb = transpose(a)\nc = aple\nd = relu(b)\n');
    expect(repairsOf(checkText(after), hasPlainRepair)).toEqual([]);
  });

  test('never overlap, and leave what they would both change for the next time', () => {
    const nested = 'a = [[1, 2]]\nb = np.exp(a.T) ＋ a.T.T\n';
    let now = nested;
    for (let round = 0; round < 5; round++) {
      const edits = [...repairsOf(checkText(now), () => true)].sort((a, b) => a.range.start - b.range.start);
      edits.forEach(({ range }, at) => {
        expect(range.start).toBeGreaterThanOrEqual(edits[at - 1]?.range.end ?? 0);
      });
      now = withEdits(now, edits);
    }
    expect(checkText(now).diagnostics).toEqual([]);
  });
});
