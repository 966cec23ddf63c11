import type { NodeId } from '../../graph/graph';
import { layerOf } from '../../graph/reach';
import { exp } from '../../layers/exp';
import { leakyReLU } from '../../layers/leakyReLU';
import { log } from '../../layers/log';
import { relu } from '../../layers/relu';
import { logistic, sigmoid } from '../../layers/sigmoid';
import { sqrt } from '../../layers/sqrt';
import { tanh } from '../../layers/tanh';
import { message, type Message } from '../../message';
import { ofChange, type Candidate, type Mistake } from './mistake';
import { otherFactors, type PlacedLayer, type Scene } from './support/scene';

/** The derivative of sigmoid and its like: left out, multiplied in twice, or taken of the wrong number. */
export const activationSlope: Mistake = {
  kind: 'activation-slope',
  family: message('This looks like the derivative of an activation.'),
  documentation:
    'The derivative of sigmoid, y(1 − y), or that of another function, was left out, multiplied in twice, or taken of the output or the input in place of the other.',
  *candidates(scene) {
    const curved = scene.layers().filter((layer) => isCurved(scene, layer));
    const groups = curved.map((layer) => [layer]);
    if (curved.length > 1) groups.push(curved);
    for (const group of groups) {
      const ids = group.map(({ id }) => id);
      const [rule, place] = [ruleOf(group), ids.map((id) => scene.nameOf(id)).join(', ')];
      yield ofChange(
        otherFactors(ids, () => 1),
        message('The derivative of {0}, {1}, was left out.', place, rule),
      );
      yield ofChange(
        otherFactors(ids, (factor) => factor * factor),
        message('The derivative of {0}, {1}, was multiplied in twice.', place, rule),
      );
    }
    for (const { id, node } of curved) yield* taken(scene, id, node.layer);
  },
};

/** One number in, one out, with a derivative that is not 1 or 0 everywhere. */
function isCurved(scene: Scene, { id, node }: PlacedLayer): boolean {
  const layer = layerOf(node);
  const [input = -1, ...others] = node.inputs;
  if (others.length > 0 || [relu.name, leakyReLU.name].includes(layer.name) || layer.likeness !== undefined)
    return false;
  if (layer.settings.some(({ name }) => name === 'axis')) return false;
  return (
    layer.inputs.length === 1 && scene.plan.value(input).data.length === scene.plan.value(id).data.length
  );
}

/** Derivatives as a chapter writes them. */
const rules: ReadonlyMap<string, string> = new Map([
  [sigmoid.name, 'y(1 − y)'],
  [tanh.name, '1 − y²'],
  [exp.name, 'exp(x)'],
  [log.name, '1 / x'],
  [sqrt.name, '1 / (2√x)'],
]);

function ruleOf([first]: readonly PlacedLayer[]): string {
  return rules.get(first?.node.layer ?? '') ?? 'f′(x)';
}

function* taken(scene: Scene, id: NodeId, layer: string): Iterable<Candidate> {
  const place = scene.nameOf(id);
  const y = scene.plan.value(id).data;
  const x = scene.plan.value(inputOf(scene, id)).data;
  const at = (slope: (x: number, y: number) => number, text: Message): Candidate =>
    ofChange(
      otherFactors([id], (_factor, outputEntry, entry) => slope(x[entry] ?? NaN, y[outputEntry] ?? NaN)),
      text,
    );
  const ofOutput = message(
    'The derivative of {0} was taken of its output: its formula with y has the function in it already.',
    place,
  );
  const ofInput = message('The derivative of {0} was taken with x where it needs y.', place);
  if (layer === sigmoid.name) {
    yield at((_x, y_) => logistic(y_) * (1 - logistic(y_)), ofOutput);
    yield at((x_) => x_ * (1 - x_), ofInput);
    yield at((_x, y_) => y_, message('Of the derivative of {0}, y(1 − y), only y is there.', place));
    yield at((_x, y_) => 1 - y_, message('Of the derivative of {0}, y(1 − y), only 1 − y is there.', place));
  }
  if (layer === tanh.name) {
    yield at((_x, y_) => 1 - Math.tanh(y_) ** 2, ofOutput);
    yield at((x_) => 1 - x_ * x_, ofInput);
    yield at((_x, y_) => 1 - y_, message('The derivative of {0} is 1 − y², not 1 − y.', place));
  }
}

function inputOf({ graph }: Scene, id: NodeId): NodeId {
  const node = graph.nodes[id];
  return node?.kind === 'layer' ? (node.inputs[0] ?? -1) : -1;
}
