import { arraySources } from '../../src/data/arraySources';
import { dataSources } from '../../src/data/dataSources';
import { checkText, type CheckedFile } from '../../src/language';
import { variantsOf } from '../../src/language/lowering/variants';
import {
  documentSymbols,
  gradeExpectations,
  hoverAt,
  lenses,
  quickFixesAt,
  sealOf,
  shapeHints,
} from '../../src/language/services';
import { answersOf } from '../../src/language/services/sheets/mistakes';
import { runFormulas } from '../../src/runtime/formulaService';
import { randomDefinition } from './definitions';
import type { FuzzTarget, GrowthCase } from './target';

/** What every file holds that has been read. */
const reading = { ok: true, shape: [2, 3], values: new Float64Array(6), hints: [] } as const;

/** Calls everything the language offers on a text. @param places at which its words are hovered over */
function useAllServices(text: string, places: readonly number[]): CheckedFile {
  const checked = checkText(text, {
    dataSources,
    fileKind: () => 'file',
    arraySources,
    readArray: (source) => (source === 'npz' ? undefined : reading),
  });
  documentSymbols(checked);
  lenses(checked);
  shapeHints(checked);
  sealOf(checked.formulas, undefined);
  gradeExpectations(checked.formulas, undefined);
  for (const offset of places) hoverAt(checked, offset);
  for (const { comparison } of checked.comparisons) {
    if (comparison) for (const { text: variant } of variantsOf(checked.ast, comparison)) checkText(variant);
  }
  requireWellFormed(checked);
  return checked;
}

/** A dozen places, evenly spread. */
function spreadPlaces({ length }: string): readonly number[] {
  const step = Math.max(1, Math.floor(length / 12));
  return Array.from({ length: Math.floor(length / step) + 1 }, (_, index) => index * step);
}

/** @throws Error for a message or fix outside of the text, or a graph whose nodes read later ones */
function requireWellFormed(checked: CheckedFile): void {
  const { text, diagnostics, formulas } = checked;
  if (diagnostics.length > 1001) throw new Error(`${String(diagnostics.length)} problems are listed.`);
  const fixes = quickFixesAt(checked, { start: 0, end: text.length });
  const places = [...diagnostics, ...fixes.flatMap(({ edits }) => edits)].map(({ range }) => range);
  for (const { start, end } of places) {
    if (!(start >= 0 && end >= start && end <= text.length)) {
      throw new Error(`A message or fix stands at ${String(start)} to ${String(end)}.`);
    }
  }
  for (const [id, node] of formulas.graph.nodes.entries()) {
    if (node.kind === 'layer' && node.inputs.some((input) => input >= id)) {
      throw new Error(`Node ${String(id)} reads a later one.`);
    }
    if (node.kind === 'gradient' && Math.max(node.of, node.pass.target, node.pass.gradOutput ?? 0) >= id) {
      throw new Error(`Node ${String(id)} is the gradient of a later one.`);
    }
  }
}

/** A text of so many equal parts: the work may grow as the text does. */
function repeated(name: string, part: (index: number) => string, before = '', behind = ''): GrowthCase {
  return {
    name,
    attempt(count) {
      const parts = Array.from({ length: count }, (_, index) => part(index));
      const text = before + parts.join('') + behind;
      // Every place of one part: others would be of other words in a text of another length.
      const middle = Math.floor(count / 2);
      const start = before.length + parts.slice(0, middle).join('').length;
      const places = Array.from({ length: parts[middle]?.length ?? 0 }, (_, index) => start + index);
      return () => {
        useAllServices(text, places);
      };
    },
  };
}

/** The same, where the text is also computed, with its gradients. */
function computed(name: string, part: (index: number) => string, before: string, behind: string): GrowthCase {
  return {
    name,
    attempt(count) {
      const parts = Array.from({ length: count }, (_, index) => part(index));
      const text = before + parts.join('') + behind;
      return () => {
        const { formulas } = checkText(text);
        const outcome = runFormulas({ program: { graph: formulas.graph, passes: formulas.passes } });
        if (!outcome.ok || outcome.result.passes.length === 0) throw new Error('Nothing is computed.');
      };
    },
  };
}

const inNetwork = 'network N {\ndata = spiral()\nlayers {\nAffine(3)\nSoftmaxWithLoss\n}\n';

export const language: FuzzTarget = {
  name: 'language',

  makeCase(choices) {
    const input = randomDefinition(choices);
    return {
      input,
      attempt: () => {
        useAllServices(input, spreadPlaces(input));
      },
      // A network of a few lines may be written out to a thousand
      // layers, or give up after looking at its lines so often.
      mostWork: 500_000 * (1 + input.split('network').length) + 1500 * input.length,
    };
  },

  growth: [
    repeated('definitions', (i) => `x${String(i)} = ${String(i)}\n`),
    repeated('a chain of definitions', (i) => `x${String(i + 1)} = relu(x${String(i)})\n`, 'x0 = [1, 2]\n'),
    repeated('a sum', () => ' + x', 'x = [1, 2]\ny = x'),
    repeated('a list', () => '1, ', 'x = [', ']'),
    repeated('rows of a matrix', () => '[1, 2, 3], ', 'x = [', ']'),
    repeated('backward', () => 'backward y\n', 'x = [1, 2]\ny = sum(x)\n'),
    repeated('expect', () => 'expect x = [1, 2]\n', 'x = [1, 2]\n'),
    {
      name: 'answers that are compared',
      attempt(count: number) {
        const checked = checkText(`x = 1\n${'expect x = 1\n'.repeat(count)}expect x = 2\n`);
        const outcome = runFormulas({ program: { graph: checked.formulas.graph, passes: [] } });
        return () => {
          if (outcome.ok) answersOf(checked, outcome.result);
        };
      },
    },
    computed(
      'pieces that are joined',
      () => 'a, ',
      'a = [1, 2]\nb = concat(',
      'a)\nl = sum(b)\nbackward l\n',
    ),
    computed(
      'entries of a list that are computed',
      () => 'a, ',
      'a = 1\nb = [',
      'a]\nl = sum(b)\nbackward l\n',
    ),
    computed('a sum that is computed', () => ' + a', 'a = [1, 2]\nb = a', '\nl = sum(b)\nbackward l\n'),
    computed('passes', () => 'backward l\n', 'a = [1, 2]\nl = sum(a)\n', ''),
    repeated('expect grad', () => 'expect grad(x) = ?\n', 'x = [1, 2]\ny = sum(x)\nbackward y\n'),
    repeated('unknown names', (i) => `y${String(i)} = nothing${String(i)}\n`),
    repeated('unknown functions', (i) => `y${String(i)} = nothing${String(i)}(1)\n`),
    repeated('one name defined again', () => 'x = 1\n'),
    repeated('indices of a value', () => '0, ', 'x = [1]\ny = x[', ']'),
    repeated('entries of a list', (i) => `x[${String(i % 2)}], `, 'x = [1, 2]\ny = [', ']'),
    repeated('arguments of a function', () => '1, ', 'x = relu(', ')'),
    repeated('named arguments', (i) => `a${String(i)}=1, `, 'x = relu(', ')'),
    repeated('data lines', () => 'data = spiral()\n', 'network N {\n', '}'),
    repeated('settings of a network', (i) => `a${String(i)} = 1\n`, 'network N {\n', '}'),
    repeated('settings of train', () => 'batch = 1\n', `${inNetwork}train {\n`, '}\n}'),
    repeated(
      'comparisons',
      (i) => `compare C${String(i)} of N { seed = [0, 1]; init = He }\n`,
      `${inNetwork}}\n`,
    ),
    repeated(
      'settings of a comparison',
      (i) => `a${String(i)}.b = [1]\n`,
      `${inNetwork}}\ncompare C of N {\n`,
      '}',
    ),
    repeated(
      'values of a comparison',
      (i) => `${String(i)}, `,
      `${inNetwork}}\ncompare C of N {\nseed = [`,
      ']\n}',
    ),
    repeated('layers', () => 'Affine(3)\nReLU\n', 'network N {\ndata = spiral()\nlayers {\n', '}\n}'),
    repeated(
      'named layers',
      (i) => `a${String(i)} = ReLU\n`,
      'network N {\ndata = spiral()\nlayers {\n',
      '}\n}',
    ),
    repeated(
      'unknown layers',
      (i) => `Lay${String(i)}\n`,
      'network N {\ndata = spiral()\nlayers {\n',
      '}\n}',
    ),
    repeated(
      'unknown layers after from',
      (i) => `ReLU from a${String(i)}\n`,
      'network N {\nlayers {\n',
      '}\n}',
    ),
    repeated('layers before a Concat', (i) => `a${String(i)}, `, 'network N {\nlayers {\nConcat(', ')}\n}'),
    repeated(
      'networks',
      (i) => `network N${String(i)} {\ndata = xor()\nlayers {\nAffine(2)\nSoftmaxWithLoss\n}\n}\n`,
    ),
    repeated('blocks', (i) => `block B${String(i)} { ReLU }\n`),
    repeated('blocks in blocks', (i) => `block B${String(i + 1)} { B${String(i)} }\n`, 'block B0 { ReLU }\n'),
    repeated('parameters of a block', (i) => `p${String(i)}, `, 'block B(', ') { ReLU }'),
    {
      name: 'arguments of a block',
      attempt(count: number) {
        const numbers = Array.from({ length: count }, (_, index) => `p${String(index)}`);
        const given = numbers.map((name) => `${name}=1`).join(', ');
        const text = `block B(${numbers.join(', ')}) { ReLU }\nnetwork N {\ndata = xor()\nlayers {\nB(${given})\nAffine(2)\nSoftmaxWithLoss\n}\n}`;
        return () => {
          useAllServices(text, spreadPlaces(text));
        };
      },
    },
    repeated('repeats', () => 'repeat 2 { ReLU }\n', 'network N {\ndata = spiral()\nlayers {\n', '}\n}'),
    repeated('lines of Python', () => 'import numpy as np\nloss.backward()\n'),
    repeated('a body of Python', (i) => `    y${String(i)} = x > 3\n`, 'def f(x):\n'),
    repeated('dotted names', () => 'y = np.exp(x.T)\n'),
    repeated('a chain of dots', () => '.T', 'x = y'),
    repeated('entries picked out', () => 'y = x[0]\n'),
    repeated('open brackets', () => 'y = (\n'),
    repeated('braces', () => '}\n'),
    repeated('statements on one line', () => 'x = (1; '),
    repeated('words without meaning', () => 'x if y for '),
    repeated('comments', () => '# note\n'),
    repeated('full-width characters', (i) => `ｘ${String(i)}＝１\n`),
    repeated('strings that are not closed', () => 'x = "abc\n'),
    repeated('a long name', () => 'abcdefgh', '', ' = 1'),
    repeated('a long string', () => 'abcdefgh', 'x = "', '"'),
  ],
};
