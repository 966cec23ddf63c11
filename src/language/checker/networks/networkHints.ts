import type { TrainMember, Expression } from '../../ast';
import { initializerNamed } from '../../../engine/initializers';
import { layerNamed, layers } from '../../../engine/layers/layerTable';
import { message } from '../../../engine/message';
import type { LayerInput, NetworkDefinition } from '../../../engine/network/networkDefinition';
import type { NetworkData } from '../../../engine/network/networkInference';
import type { NetworkForm } from '../../../engine/layers/support/networkForm';
import type { Fix } from '../../diagnostic';
import type { Range } from '../../range';
import { argumentRemoval } from '../boundArguments';
import type { ExpandedLayer } from './expansion';
import type { NetworkScope } from './networkScope';

/** Where the parts of a network stand. */
export interface NetworkPlaces {
  readonly name: Range;
  readonly layers: readonly ExpandedLayer[];
  readonly train: TrainMember | undefined;
  /** What stands behind `parameters =`. */
  readonly parameters?: Expression;
}

/** A network whose layers are valid one by one. */
interface HintedNetwork {
  readonly scope: NetworkScope;
  readonly definition: NetworkDefinition;
  readonly places: NetworkPlaces;
}

/** What can be computed but is hardly meant: said before anything runs, each with its quick fix. */
export function reportNetworkHints(
  scope: NetworkScope,
  definition: NetworkDefinition,
  places: NetworkPlaces,
): void {
  const network = { scope, definition, places };
  hintActivationBeforeLoss(network);
  hintRectifierBeforeLoss(network);
  hintBatchOfOne(network);
  hintShuttingBias(network);
  hintEqualWeights(network);
  hintSecondDecay(network);
}

function formOf({ definition }: HintedNetwork, index: LayerInput | undefined): NetworkForm | undefined {
  const layer = typeof index === 'number' ? definition.layers[index] : undefined;
  return layer && layerNamed(layer.layer)?.asLayer;
}

/** A line of the network itself; a line of a block may serve other networks, so nothing is changed there. */
function ownLine({ places }: HintedNetwork, index: number): ExpandedLayer['line'] | undefined {
  const layer = places.layers[index];
  return layer?.path.length === 0 ? layer.line : undefined;
}

/** Softmax before a loss that has the softmax in it: gradients become small, and nothing says why. */
function hintActivationBeforeLoss(network: HintedNetwork): void {
  const { scope, definition, places } = network;
  const loss = definition.layers.at(-1);
  const before = loss?.inputs[0];
  const inside = formOf(network, definition.layers.length - 1)?.includes ?? [];
  if (!loss || typeof before !== 'number') return;
  const activation = definition.layers[before];
  const place = places.layers[before]?.line;
  if (!activation || !place || !inside.includes(activation.layer)) return;
  const line = ownLine(network, before);
  const isNeeded = line?.name !== undefined;
  scope.report.add(
    'activation-in-loss',
    message('{0} has {1} in it already: without this line it is applied once.', loss.layer, activation.layer),
    place.callee ?? place,
    {
      severity: 'information',
      fixes:
        line && !isNeeded ? [scope.report.lineRemoval(line, message('Remove {0}', activation.layer))] : [],
    },
  );
}

/** ReLU before a loss of scores: those below 0 are 0, and get no gradient that would raise them. */
function hintRectifierBeforeLoss(network: HintedNetwork): void {
  const { scope, definition, places } = network;
  const loss = definition.layers.at(-1);
  const before = loss?.inputs[0];
  const takesScores = (formOf(network, definition.layers.length - 1)?.includes ?? []).length > 0;
  if (!loss || !takesScores || typeof before !== 'number') return;
  const activation = definition.layers[before];
  const place = places.layers[before]?.line;
  if (!activation || !place || formOf(network, before)?.blocks !== true) return;
  const line = ownLine(network, before);
  scope.report.add(
    'rectifier-before-loss',
    message(
      '{0} takes scores of either sign. {1} makes those below 0 to 0 and blocks their gradient: a score that lies there is never raised.',
      loss.layer,
      activation.layer,
    ),
    place.callee ?? place,
    {
      severity: 'information',
      fixes:
        line && line.name === undefined
          ? [scope.report.lineRemoval(line, message('Remove {0}', activation.layer))]
          : [],
    },
  );
}

/** So far from a bias inputs seldom lead. */
const reachOfInputs = 3;
/** A slope below it lets hardly anything through. */
const closed = 0.005;

/** A bias from which no input of usual size leads back to where the activation behind it has a slope. */
function hintShuttingBias(network: HintedNetwork): void {
  const { scope, definition, places } = network;
  for (const [index, layer] of definition.layers.entries()) {
    const bias = layer.settings['bias'];
    if (typeof bias !== 'number') continue;
    const takers = definition.layers.flatMap(({ inputs }, taker) => (inputs.includes(index) ? [taker] : []));
    const [taker] = takers;
    const activation = taker === undefined ? undefined : definition.layers[taker];
    const form = formOf(network, taker);
    if (!activation || !form || takers.length > 1) continue;
    const rule = form.entryRule?.(activation.settings);
    const isShut = [bias - reachOfInputs, bias, bias + reachOfInputs].every((x) =>
      rule ? Math.abs(rule.gradInput(1, x, rule.forward(x))) < closed : form.blocks === true && x <= 0,
    );
    const line = places.layers[index]?.line;
    const given = line?.arguments.findIndex(({ name }) => name?.name === 'bias') ?? -1;
    const argument = line?.arguments[given];
    if (!isShut || !line || !argument) continue;
    scope.report.add(
      'shutting-bias',
      message(
        'A bias of {0} keeps the units of {1} where {2} is flat: no gradient comes through, and nothing is learned. Begin with 0.',
        bias,
        layer.name,
        activation.name,
      ),
      argument,
      {
        severity: 'information',
        fixes:
          ownLine(network, index) === undefined
            ? []
            : [{ title: message('Remove {0}', 'bias'), edits: argumentRemoval(line.arguments, given) }],
      },
    );
  }
}

function hintBatchOfOne(network: HintedNetwork): void {
  const { scope, definition, places } = network;
  if (definition.training.batch !== 1) return;
  const index = definition.layers.findIndex((_, layer) => formOf(network, layer)?.measuresBatch === true);
  const line = places.layers[index]?.line;
  const batch = places.train?.settings.find(({ name }) => name.name === 'batch')?.value;
  if (!line || !batch) return;
  scope.report.add(
    'batch-of-one',
    message(
      '{0} subtracts the mean of the mini-batch: of one sample alone little or nothing is left. Take more samples a step.',
      line.callee?.name ?? '',
    ),
    batch,
    {
      severity: 'information',
      fixes: [{ title: message('Change to {0}', 32), edits: [{ range: batch, newText: '32' }] }],
    },
  );
}

/**
 * Units that begin with the same weights, and whose outputs are used alike,
 * get the same gradient for ever. That is so where the weights before and
 * behind them are all equal, or where all are zero before a ReLU, which blocks what is 0.
 */
function hintEqualWeights(network: HintedNetwork): void {
  const { scope, definition, places } = network;
  for (const [index, layer] of definition.layers.entries()) {
    const start = equalStart(network, index);
    // One unit alone is a copy of none.
    if (start === undefined || hasOneUnit(network, index)) continue;
    const next = nextWeighted(network, index);
    if (next === undefined) continue;
    const { rectifies } = next;
    const bias = layer.settings['bias'];
    const isBlocked = start === 0 && next.blocks && !(typeof bias === 'number' && bias > 0);
    if (equalStart(network, next.index) === undefined && !isBlocked) continue;
    const line = places.layers[index]?.line;
    const init = line?.arguments.find(({ name }) => name?.name === 'init')?.value;
    const better = rectifies ? 'He' : 'Xavier';
    scope.report.add(
      'equal-weights',
      message(
        'All weights of {0} begin equal, so its units compute the same and stay copies of one another. Begin with {1}.',
        layer.name,
        better,
      ),
      init ?? line?.callee ?? places.name,
      { severity: 'information', fixes: init ? [changed(init, better)] : [] },
    );
  }
}

/** Data that stands class by class and is not shuffled: each mini-batch unlearns what the last one taught. */
export function reportUnshuffled(
  { report }: NetworkScope,
  { training }: NetworkDefinition,
  targets: NetworkData['targets'],
  { train }: NetworkPlaces,
): void {
  const place = train?.settings.find(({ name }) => name.name === 'shuffle')?.value;
  if (training.shuffle !== false || training.batch === 'all' || !place || targets?.kind !== 'labels') return;
  const { isSorted, counts, classes } = targets;
  // Where not all labels were seen, they may be sorted.
  if (isSorted !== true && counts !== undefined) return;
  const { batch } = training;
  report.add(
    'unshuffled',
    isSorted === true
      ? message(
          'The data stands class by class, and is not shuffled: most mini-batches of {0} hold one class only, so each step teaches to answer that one, and unlearns the {1} others. The loss goes up and down with the classes.',
          batch,
          classes - 1,
        )
      : message(
          'The samples come as the data has them. Where that is class by class, most mini-batches of {0} hold one class only, so each step teaches to answer that one, and unlearns the others.',
          batch,
        ),
    place,
    {
      severity: isSorted === true ? 'information' : 'hint',
      fixes: [changed(place, 'true')],
    },
  );
}

/** A last activation that never gives what targets ask for: the error stays, whatever is learned. */
export function reportUnreachableTargets(
  scope: NetworkScope,
  definition: NetworkDefinition,
  targets: NetworkData['targets'],
  places: NetworkPlaces,
): void {
  const network = { scope, definition, places };
  const loss = definition.layers.at(-1);
  const before = loss?.inputs[0];
  const comparesScores = (formOf(network, definition.layers.length - 1)?.includes ?? []).length > 0;
  if (!loss || comparesScores || typeof before !== 'number' || targets?.kind !== 'values') return;
  const activation = definition.layers[before];
  const form = formOf(network, before);
  const place = places.layers[before]?.line;
  if (!activation || !form || !place) return;
  const isShare = form.isSaturated !== undefined && sharesInLoss.has(activation.layer);
  const beyond = form.blocks === true ? targets.negative : isShare ? targets.noProbability : undefined;
  if (!beyond) return;
  const line = ownLine(network, before);
  const text =
    form.blocks === true
      ? message('{0} gives nothing below 0, but targets lie there. {1}', activation.layer, beyond)
      : message('{0} gives numbers from 0 to 1, but targets lie beyond. {1}', activation.layer, beyond);
  scope.report.add('unreachable-targets', text, place.callee ?? place, {
    severity: 'information',
    fixes:
      line && line.name === undefined
        ? [scope.report.lineRemoval(line, message('Remove {0}', activation.layer))]
        : [],
  });
}

/** What losses have inside them: activations that give shares. */
const sharesInLoss = new Set(layers.flatMap(({ asLayer }) => asLayer?.includes ?? []));

/** `AdamW(weight_decay=0.01)` beside `weight_decay` in `train`: the second holds, which nobody sees. */
function hintSecondDecay({ scope, places }: HintedNetwork): void {
  const settings = places.train?.settings ?? [];
  const given = settings.find(({ name }) => name.name === 'optimizer')?.value;
  const holding = settings.find(({ name }) => name.name === 'weight_decay');
  const own = given?.kind === 'call' ? given.arguments : [];
  const index = own.findIndex(({ name }) => name?.name === 'weight_decay');
  const ignored = own[index];
  if (!holding?.value || !ignored) return;
  scope.report.add(
    'second-weight-decay',
    message(
      'This has no effect: weight_decay = {0} of train, in line {1}, holds instead.',
      scope.report.textOf(holding.value),
      scope.report.lineOf(holding.start),
    ),
    ignored,
    {
      severity: 'information',
      fixes: [{ title: message('Remove {0}', 'weight_decay'), edits: argumentRemoval(own, index) }],
    },
  );
}

function changed(range: Range, newText: string): Fix {
  return { title: message('Change to {0}', newText), edits: [{ range, newText }] };
}

/** The number that all weights of a layer begin as, where they do. */
function equalStart({ definition }: HintedNetwork, index: number): number | undefined {
  const layer = definition.layers[index];
  const choice = layer?.initializer;
  const bias = layer?.settings['bias'];
  // Units whose biases differ compute different things.
  if (typeof bias === 'object' && new Set(bias).size > 1) return undefined;
  return choice && initializerNamed(choice.name)?.equalStart?.(choice.settings);
}

function hasOneUnit(network: HintedNetwork, index: number): boolean {
  const size = formOf(network, index)?.sizeSetting;
  return size !== undefined && network.definition.layers[index]?.settings[size] === 1;
}

/**
 * The next layer with weights, where all that this one gives goes to it alone, entry by entry, and what
 * stands between: by a second way, or by masks that are drawn, units come to differ that begin alike.
 */
function nextWeighted(network: HintedNetwork, from: number): Next | undefined {
  const { layers } = network.definition;
  let [last, rectifies, blocks, isZero] = [from, false, false, true];
  for (;;) {
    const at = last;
    const takers = layers.flatMap(({ inputs }, index) => (inputs.includes(at) ? [index] : []));
    const [index] = takers;
    if (index === undefined || takers.length > 1 || layers[index]?.inputs.length !== 1) return undefined;
    const form = formOf(network, index);
    if (form === undefined || form.isRandom === true) return undefined;
    if (form.takesInitializer === true) return { index, rectifies, blocks };
    rectifies ||= form.rectifies === true;
    blocks ||= isZero && form.blocks === true;
    isZero &&= form.passesOn === true || form.blocks === true;
    last = index;
  }
}

interface Next {
  readonly index: number;
  readonly rectifies: boolean;
  /** Whether what is 0 gets no gradient. */
  readonly blocks: boolean;
}
