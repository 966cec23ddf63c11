import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/engine/graph/compile';
import type { NetworkDefinition } from '../../../src/engine/network/networkDefinition';
import { parametersOf, randomData, trainerOf } from '../engine/training/networks';
import { checkText } from '../checkText';

function definitionOf(layer: string, train = '', loss = 'SoftmaxWithLoss'): NetworkDefinition {
  const text = `network N {
  data = spiral()
  layers {
    ${layer}
    Affine(3)
    ${loss}
  }
  train {
    batch = 10
    precision = float64
    ${train}
  }
}
`;
  const { networks, diagnostics } = checkText(text);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const definition = networks[0]?.program?.definition;
  if (definition === undefined) throw new Error('The network is not sound.');
  return definition;
}

const data = randomData([2], { classes: 3 }, { train: 10 });

describe('what is written counts', () => {
  it('weight_decay of AdamW: it takes lr × weight_decay of every parameter', () => {
    const after = (
      decay: number,
    ): { readonly before: readonly number[]; readonly now: readonly number[] } => {
      const trainer = trainerOf(
        definitionOf('Affine(4, Normal(1))', `optimizer = AdamW(lr=0.1, weight_decay=${decay})`),
        data,
      );
      const before = parametersOf(trainer);
      trainer.runStep();
      return { before, now: parametersOf(trainer) };
    };
    const [without, decayed] = [after(0), after(0.5)];
    expect(decayed.before).toEqual(without.before);
    decayed.now.forEach((value, i) => {
      expect(value).toBeCloseTo((without.now[i] ?? NaN) - 0.1 * 0.5 * (without.before[i] ?? NaN), 12);
    });
    expect(decayed.now).not.toEqual(without.now);
  });

  it('weight_decay = 0 of the training: it holds against what AdamW does by itself', () => {
    const after = (line: string): readonly number[] => {
      const trainer = trainerOf(
        definitionOf('Affine(4, Normal(1))', `optimizer = AdamW(lr=0.1)\n${line}`),
        data,
      );
      trainer.runStep();
      return parametersOf(trainer);
    };
    expect(after('weight_decay = 0')).not.toEqual(after(''));
    expect(after('weight_decay = 0.01')).toEqual(after(''));
  });

  it('the default of a block: it is of the file, whatever the block around calls its own', () => {
    const text = `k = 3
block Inner(n = k) { Affine(n) }
block Outer(k) { Inner }
network N {
  data = xor()
  layers {
    Outer(5)
    Affine(2)
    SoftmaxWithLoss
  }
}
`;
    const { networks, diagnostics } = checkText(text);
    expect(diagnostics).toEqual([]);
    expect(networks[0]?.program?.definition.layers[0]?.settings).toEqual({ units: 3 });
  });

  it('l1: it pulls every parameter towards zero with the same force', () => {
    const after = (line: string): readonly number[] => {
      const trainer = trainerOf(
        definitionOf('Affine(4, Normal(1))', `optimizer = SGD(lr=0.1)\n${line}`),
        data,
      );
      trainer.runStep();
      return parametersOf(trainer);
    };
    const [without, pulled] = [after(''), after('l1 = 0.02')];
    const moved = without.map((value, i) => value - (pulled[i] ?? NaN));
    for (const difference of moved) expect([0, 0.002, -0.002]).toContainEqual(expect.closeTo(difference, 12));
    expect(moved.filter((difference) => difference !== 0).length).toBeGreaterThan(8);
  });

  it('smoothing of the softmax loss', () => {
    const losses = ['SoftmaxWithLoss', 'SoftmaxWithLoss(smoothing=0)', 'SoftmaxWithLoss(smoothing=0.3)'].map(
      (loss) => {
        const definition = definitionOf('Affine(4, Normal(1))', '', loss);
        return trainerOf(definition, data).runStep();
      },
    );
    expect(losses[1]).toBe(losses[0]);
    expect(losses[2]).not.toBe(losses[0]);
  });

  it.each([
    ['false', undefined],
    ['true', [0, 0, 0, 0]],
    ['0.25', [0.25, 0.25, 0.25, 0.25]],
    ['[1, 2, -3, 0.5]', [1, 2, -3, 0.5]],
  ])('bias=%s', (bias, start) => {
    const definition = definitionOf(`Affine(4, Normal(1), bias=${bias})`);
    const trainer = trainerOf(definition, data);
    const values = (): readonly number[] | undefined => {
      const found = trainer.parameters.find(({ name }) => name === 'affine1.b');
      return found && [...found.value.data];
    };
    expect(values()).toEqual(start);
    expect(trainer.parameters.map(({ name }) => name)).toEqual(
      ['affine1.W', 'affine1.b', 'affine2.W', 'affine2.b'].filter(
        (name) => start !== undefined || name !== 'affine1.b',
      ),
    );
    trainer.runStep();
    if (start) expect(values()).not.toEqual(start);
    trainer.reset();
    expect(values()).toEqual(start);
  });

  it('a bias that is given is not drawn, one that is not is: init=PyTorch', () => {
    const start = (layer: string): readonly number[] => [
      ...(trainerOf(definitionOf(layer), data).parameters[1]?.value.data ?? []),
    ];
    expect(start('Affine(4, init=PyTorch, bias=0.25)')).toEqual([0.25, 0.25, 0.25, 0.25]);
    expect(new Set(start('Affine(4, init=PyTorch)')).size).toBe(4);
  });

  it('an edit that takes the bias out keeps the weights, and one that brings it back begins with its start', () => {
    const [biased, bare] = [
      trainerOf(definitionOf('Affine(4, bias=0.5)'), data),
      trainerOf(definitionOf('Affine(4, bias=false)'), data),
    ];
    const trained = (trainer: typeof biased): Map<string, (typeof biased.parameters)[number]['value']> =>
      new Map(trainer.parameters.map(({ name, value }) => [name, value]));
    for (let step = 0; step < 3; step++) biased.runStep();
    expect(bare.adopt(trained(biased))).toEqual([]);
    expect(bare.parameters[0]?.value.data).toEqual(biased.parameters[0]?.value.data);
    const again = trainerOf(definitionOf('Affine(4, bias=0.5)'), data);
    expect(again.adopt(trained(bare))).toEqual(['affine1.b']);
    expect([...(again.parameters[1]?.value.data ?? [])]).toEqual([0.5, 0.5, 0.5, 0.5]);
  });

  it.each([
    ['Affine(4, Zeros)', 'Zeros'],
    ['Affine(4, He)', 'He'],
    ['Affine(4, init=Xavier)', 'Xavier'],
  ])('an initialiser without its name: %s', (layer, name) => {
    const definition = definitionOf(layer);
    expect(definition.layers[0]?.initializer?.name).toBe(name);
    const weights = trainerOf(definition, data).parameters[0]?.value.data ?? [];
    expect(weights.every((weight) => weight === 0)).toBe(name === 'Zeros');
  });

  it.each([
    ['axis=1', [4, 6, 12, 14]],
    ['axis=-1', [3, 7, 11, 15]],
    ['axis=m', [3, 7, 11, 15]],
    ['axis=-k', [3, 7, 11, 15]],
    ['axis=-2', [4, 6, 12, 14]],
  ])('the sign of an axis, also of a named one: sum(x, %s)', (axis, sums) => {
    const { formulas, diagnostics } = checkText(
      `x = [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]\nk = 1\nm = -k\ny = sum(x, ${axis})\n`,
    );
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    const plan = compile(formulas.graph);
    plan.forward();
    const node = formulas.values.find(({ name }) => name === 'y')?.node ?? -1;
    expect([...plan.value(node).data]).toEqual(sums);
  });
});
