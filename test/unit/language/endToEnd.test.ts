import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compile } from '../../../src/engine/graph/compile';
import { checkText } from '../checkText';
import type { Formulas } from '../../../src/language/checkedFormulas';
import { gradeExpectations, type ComputedFormulas } from '../../../src/language/services';
import { soundTexts } from './corpus';

const example = (name: string): string =>
  readFileSync(new URL(`../../../examples/${name}.backprop`, import.meta.url), 'utf8');

function run({ graph, passes }: Formulas): ComputedFormulas {
  const plan = compile(graph);
  plan.forward();
  const values = graph.nodes.map((_, node) => [...plan.value(node).data]);
  return {
    values,
    passes: passes.map(({ target, gradOutput }) => {
      plan.backward(target, gradOutput);
      return {
        gradients: graph.nodes.map((_, node) => {
          const gradient = plan.gradient(node);
          return gradient ? [...gradient.data] : null;
        }),
      };
    }),
  };
}

/** Values and gradients of the first pass by name. */
function named(formulas: Formulas): Record<string, unknown> {
  const { values, passes } = run(formulas);
  return Object.fromEntries(
    formulas.values.map(({ name, node }) => [name, [values[node], passes[0]?.gradients[node]]]),
  );
}

describe('from text to gradients', () => {
  test('the training step by hand lowers the loss, and one that is twice as long raises it', () => {
    const losses = (text: string): unknown => {
      const { values } = run(checkText(text).formulas);
      const named = checkText(text).formulas.values.filter(({ name }) => name.startsWith('loss'));
      return named.map(({ node }) => values[node]?.[0]);
    };
    const text = example('step');
    // Worked out on paper: outputs of 1.1 and 2.35 after the first step, 0.83 and 1.905 after the second.
    expect(losses(text)).toEqual(
      [0.25, 0.06625, 0.0189625].map((loss) => expect.closeTo(loss, 12) as number),
    );
    // Here they are 1.7 and 3.2 after the first, further off than the 0.5 and 1.5 before it.
    expect(losses(text.replace('lr = 0.1', 'lr = 0.2'))).toEqual([
      0.25,
      expect.closeTo(0.965, 12),
      expect.closeTo(3.8474, 12),
    ]);
  });

  test("the shopping example gives the chapter's numbers, bit for bit", () => {
    expect(named(checkText(example('shopping')).formulas)).toEqual({
      apple: [[100], [2.2]],
      apple_num: [[2], [110.00000000000001]],
      orange: [[150], [3.3000000000000003]],
      orange_num: [[3], [165]],
      tax: [[1.1], [650]],
      apple_price: [[200], [1.1]],
      orange_price: [[450], [1.1]],
      price: [[715.0000000000001], [1]],
    });
  });

  test('every expectation of every example is met', () => {
    for (const text of soundTexts.values()) {
      const { formulas } = checkText(text);
      const kinds = gradeExpectations(formulas, run(formulas)).map(({ kind }) => kind);
      expect(kinds).toEqual(
        formulas.expectations.map(({ expected }) => (expected === undefined ? 'blank' : 'ok')),
      );
    }
  });

  test('a gradient the checker calls unreachable is one the plan does not compute', () => {
    const text = [
      'x = [[1, 2]]',
      't = [0]',
      'n = 2',
      'other = 3',
      'r = relu(x) ** n',
      's = t * 1',
      'loss = softmax_with_loss(r ** 2, t) + mean_squared_error(sum(x), other) + mean_squared_error(sum(r), sum(s))',
      'backward loss',
    ].join('\n');
    const { formulas } = checkText(text);
    const gradients = run(formulas).passes[0]?.gradients;
    for (const { name, node } of formulas.values) {
      const codes = checkText(`${text}\nexpect grad(${name}) = 0`).diagnostics.map(({ code }) => code);
      expect([name, codes]).toEqual([name, gradients?.[node] == null ? ['no-gradient'] : []]);
    }
  });
});
