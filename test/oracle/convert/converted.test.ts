import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { convertPython } from '../../../src/convert';
import { referenceArena } from '../../../src/engine/kernels/reference';
import { placeStates } from '../../../src/engine/network/layerStates';
import { networkGraph } from '../../../src/engine/network/networkGraph';
import { inferNetwork } from '../../../src/engine/network/networkInference';
import { NetworkPlan } from '../../../src/engine/network/networkPlan';
import { placeParameters } from '../../../src/engine/network/parameterStore';
import { gradeExpectations } from '../../../src/language/services';
import { hostRuntime } from '../../../src/platform/hostRuntime';
import { programOf } from '../../../src/cli/readDefinition';
import { checkText } from '../../unit/checkText';
import { expectClose, targetsOf, type Written, type WrittenTargets } from '../network/networkOracle';

/** A model of a source with weights and a mini-batch, as Python computed it. */
interface ModelCase {
  readonly source: string;
  readonly sampleShape: readonly number[];
  readonly targets: WrittenTargets;
  readonly input: Written;
  /** In the order of the layers, in the shapes that our layers have. */
  readonly parameters: readonly Written[];
  /** The loss in evaluation. */
  readonly evaluation: number | null;
  readonly training: {
    readonly loss: number;
    readonly gradParameters: readonly Written[];
    readonly gradInput: Written;
  } | null;
}

interface FormulaCase {
  readonly values: Readonly<Record<string, Written>>;
  readonly gradients: Readonly<Record<string, Written>>;
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`data/${name}.json`, import.meta.url), 'utf8'));
}

function converted(source: string): ReturnType<typeof checkText> {
  const python = readFileSync(new URL(`../../fixtures/convert/${source}.py`, import.meta.url), 'utf8');
  return checkText(convertPython(python).text);
}

/** The network of a source with the weights and the mini-batch that Python had. */
function place(
  { source, sampleShape, targets, input, parameters: given }: ModelCase,
  mode: 'training' | 'evaluation',
): { readonly plan: NetworkPlan; readonly parameters: ReturnType<typeof placeParameters> } {
  const definition = converted(source).networks[0]?.program?.definition;
  if (!definition) throw new Error(`${source} has no network.`);
  const inference = inferNetwork(definition, { sampleShape, targets: targetsOf(targets) });
  expect(inference.errors).toEqual([]);
  const graph = networkGraph(definition, inference, sampleShape, input.shape[0] ?? 0);
  const parameters = placeParameters(definition, inference, referenceArena, 'float64');
  const states = placeStates(inference, referenceArena, 'float64');
  for (const layer of states.layers) layer.runningVariance?.data.fill(1);
  const plan = new NetworkPlan(graph, mode, {
    kernels: referenceArena.kernels,
    allocator: referenceArena,
    precision: 'float64',
    parameters,
    states,
    masks: {
      draw: () => {
        throw new Error('No mask is drawn in evaluation, and what draws masks is not trained here.');
      },
    },
  });
  expect(parameters.parameters.map(({ value }) => value.shape)).toEqual(given.map(({ shape }) => shape));
  parameters.parameters.forEach(({ value }, at) => {
    value.data.set(given[at]?.values ?? []);
  });
  plan.value(graph.input).data.set(input.values);
  if (targets.kind === 'values') plan.target.values.set(targets.values);
  else plan.target.labels.set(targets.labels);
  return { plan, parameters };
}

describe.each(['torch', 'keras'])('models of %s are the same networks', (kind) => {
  const cases = read(kind) as readonly ModelCase[];

  it.each(cases.filter(({ training }) => training !== null))('$source: loss and gradients', (oracle) => {
    const { plan, parameters } = place(oracle, 'training');
    const { training } = oracle;
    if (!training) throw new Error('It was filtered.');
    plan.forward();
    plan.backward();
    plan.computeInputGradient();
    expect(Math.abs(plan.loss - training.loss)).toBeLessThanOrEqual(1e-12 * Math.abs(training.loss));
    parameters.parameters.forEach(({ name, gradient }, at) => {
      expectClose(gradient.data, training.gradParameters[at] ?? { values: [] }, 1e-12, `gradient of ${name}`);
    });
    expectClose(
      plan.gradient(plan.network.input)?.data ?? [],
      training.gradInput,
      1e-12,
      'gradient of the input',
    );
  });

  it.each(cases.filter(({ evaluation }) => evaluation !== null))('$source: loss in evaluation', (oracle) => {
    const { plan } = place(oracle, 'evaluation');
    plan.forward();
    const { evaluation } = oracle;
    expect(Math.abs(plan.loss - (evaluation ?? NaN))).toBeLessThanOrEqual(1e-12 * Math.abs(evaluation ?? 0));
  });
});

describe('formulas have the values of NumPy and PyTorch', () => {
  const cases = Object.entries(read('formulas') as Readonly<Record<string, FormulaCase>>);

  it.each(cases)('%s', async (name, { values, gradients }) => {
    const checked = converted(`formulas/${name}`);
    const outcome = await hostRuntime().service.runFormulas({ program: programOf(checked) });
    if (!outcome.ok) throw new Error('It cannot be computed.');
    const run = outcome.result;
    const { values: named } = checked.formulas;
    let compared = 0;
    for (const { name: defined, node } of named) {
      const expected = values[defined];
      const data = run.values[node];
      // Random numbers are others; a name that was assigned twice has its last value in Python.
      if (!expected || !data || name === 'random' || name === 'reassigned') continue;
      expectClose(data, expected, 1e-12, defined);
      compared++;
    }
    expect(compared).toBeGreaterThan(name === 'random' || name === 'reassigned' ? -1 : 0);
    for (const grade of gradeExpectations(checked.formulas, run)) expect(grade.kind).toBe('ok');
    if (checked.formulas.passes.length !== 1) return;
    for (const [leaf, expected] of Object.entries(gradients)) {
      const node = named.find((each) => each.name === leaf)?.node ?? -1;
      expectClose(run.passes[0]?.gradients[node] ?? [], expected, 1e-12, `gradient of ${leaf}`);
    }
  });
});
