import { groupedNumber, percent, roundedNumber, shapeText, shortNumber } from '../../../kit/numbers';
import type { LayerScalarName } from '../../../../src/protocol/trainingFrame';
import type { HealthRuleName } from '../../../../src/engine/health/finding';
import type { PanelFinding } from '../../../../src/protocol/networkPanelState';
import { text } from '../../../kit/translation';
import { layers, network, openFindings, recording } from '../../state/store';
import { shownLoss, shownScalar } from './layerFigures';
import { layerName } from './drawnGraph';
import { strings } from './networkGraphTexts';
import type { GraphNode } from './networkStructure';

/** Three digits: a norm on an edge is for comparing. */
export function normText(value: number): string {
  return roundedNumber(value, 3);
}

/** A scalar of a layer as a person reads it: `not computed` is never a zero. */
export function scalarText(layer: number, name: LayerScalarName): string {
  const value = shownScalar(layer, name);
  if (value === undefined) return text(strings.notComputed);
  return name === 'blockedShare' || name === 'saturatedShare' ? percent(value, 1) : shortNumber(value);
}

/** Which scalars a layer can have. */
export function scalarsOf(layer: number): readonly LayerScalarName[] {
  const described = layers.value[layer];
  if (described === undefined) return [];
  const ofParameters: readonly LayerScalarName[] = [
    'gradientNorm',
    'meanAbsoluteGradient',
    'updateToWeightRatio',
  ];
  return [
    ...(described.parameterCount > 0 ? ofParameters : []),
    ...(described.nature.blocks ? (['blockedShare'] as const) : []),
    ...(described.nature.saturates ? (['saturatedShare'] as const) : []),
  ];
}

/** By the name of the rule, as the engine gives it. */
const shortNames: Readonly<Record<HealthRuleName, string>> = {
  'non-finite': strings.nonFinite,
  'unscaled-inputs': strings.unscaledInputs,
  'unscaled-targets': strings.unscaledTargets,
  'all-alike': strings.allAlike,
  'batch-of-one': strings.batchOfOne,
  'large-learning-rate': strings.largeLearningRate,
  'strong-weight-decay': strings.strongWeightDecay,
  'unfit-schedule': strings.unfitSchedule,
  'dead-relu': strings.deadReLU,
  saturation: strings.saturation,
  'exploding-gradient': strings.explodingGradient,
  'vanishing-gradient': strings.vanishingGradient,
  'small-updates': strings.smallUpdates,
  'loss-not-decreasing': strings.lossNotDecreasing,
  overfitting: strings.overfitting,
  'bad-initial-loss': strings.badInitialLoss,
};

/** The worst that holds of the layers of a node. */
export function findingOf({ members }: Pick<GraphNode, 'members'>): PanelFinding | undefined {
  return openFindings.value.find(({ layer }) => layer !== undefined && members.includes(layer));
}

/** `dead units`: what the badge of a node says. */
export function findingName({ rule, severity }: PanelFinding): string {
  return ruleName(rule) ?? text(severity === 'error' ? strings.error : strings.warning);
}

/** `undefined` for the rule of another program, or of a newer one. */
export function ruleName(rule: string): string | undefined {
  return Object.hasOwn(shortNames, rule) ? text(shortNames[rule as HealthRuleName]) : undefined;
}

export function healthText(layer: number): string {
  // Of a run that nobody watched nobody knows.
  if (recording.value?.tabs.includes('health') === false) return text(strings.none);
  const finding = findingOf({ members: [layer] });
  return finding === undefined ? text(strings.healthy) : finding.text;
}

/** All that a node shows, in one sentence that begins with what stands on it. */
export function describeNode(node: GraphNode): string {
  const { kind, lines, members, parameterCount } = node;
  const [first] = members;
  const symbol = lines.join(' ');
  if (kind === 'data')
    return `${symbol}, ${text(strings.data)}, ${shapeText(network.value?.inputShape ?? [])}`;
  if (kind === 'loss') {
    const loss = shownLoss();
    return `${symbol}, ${text(strings.loss)} ${loss === undefined ? text(strings.notComputed) : shortNumber(loss)}`;
  }
  const parameters = parameterCount === 0 ? '' : text(strings.parameters, groupedNumber(parameterCount));
  const finding = findingOf(node)?.text ?? '';
  const own =
    kind === 'group' || first === undefined
      ? [text(strings.layersIn, members.length), parameters]
      : [
          layerName(first),
          shapeText(layers.value[first]?.shape ?? []),
          parameters,
          ...scalarsOf(first).map((name) => `${text(strings[name])} ${scalarText(first, name)}`),
        ];
  return [symbol, ...own, finding].filter((part) => part !== '').join(', ');
}
