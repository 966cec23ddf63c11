import type { LayerDefinition } from '../../../engine/network/networkDefinition';
import type { NetworkInference } from '../../../engine/network/networkInference';
import type { Layer, Settings } from '../../../engine/layers/support/layer';
import type { Shape } from '../../../engine/shape';
import {
  formulasFor,
  layerNamed,
  optimizerNamed,
  type CheckedFile,
  type LayerOutline,
  type NetworkOutline,
  type PathStep,
} from '../../../language';
import type { LayerGroup, NetworkLayer, PanelNetwork } from '../../../protocol/networkDescription';
import { oneLine, settingsText, sourceOf } from '../../documents/definitionText';

/** What only the data can tell. */
export interface DataFacts {
  /** Of one sample. */
  readonly inputShape: Shape;
  /** One name a class; empty where the targets are values. */
  readonly classNames: readonly string[];
}

/** A network of a file as its panel shows it; `undefined` where it is broken. */
export function describeNetwork(
  file: CheckedFile,
  { name, range, layers, program }: NetworkOutline,
  inference: NetworkInference,
  { inputShape, classNames }: DataFacts,
): PanelNetwork | undefined {
  if (program === undefined) return undefined;
  const { definition, data } = program;
  const { optimizer } = definition.training;
  return {
    name,
    source: sourceOf(file, range),
    data: oneLine(file.text, data.range),
    inputShape: [...inputShape],
    task: classNames.length > 0 ? 'classes' : 'values',
    classNames: [...classNames],
    parameterCount: inference.parameterCount,
    optimizer: {
      name: optimizer.name,
      settings: settingsText(optimizer.settings),
      formula: optimizerNamed(optimizer.name)?.formula ?? '',
    },
    layers: layers.flatMap((outline, at): NetworkLayer[] => {
      const layer = definition.layers[at];
      return layer === undefined ? [] : [describeLayer(file, outline, layer, inference, at)];
    }),
  };
}

function describeLayer(
  file: CheckedFile,
  outline: LayerOutline,
  { settings, inputs }: LayerDefinition,
  inference: NetworkInference,
  at: number,
): NetworkLayer {
  const inferred = inference.layers[at];
  const layer = layerNamed(outline.type);
  const parameters = inferred?.parameters ?? [];
  return {
    name: outline.name,
    type: outline.type,
    nature: {
      blocks: layer?.asLayer?.blocks === true,
      saturates: layer?.asLayer?.isSaturated !== undefined,
      flattens: layer?.asLayer?.flattens === true,
      slides: layer?.windowOf !== undefined,
    },
    symbol: layer?.symbol ?? outline.type,
    settings: settingsText(settings),
    shape: [...(inferred?.shape ?? [])],
    parameterCount: inferred?.parameterCount ?? 0,
    parameterFormula: parameters.map(({ shape }) => shape.join('×')).join(' + '),
    parameters: parameters.map((parameter) => ({ name: parameter.name, shape: [...parameter.shape] })),
    inputs: inputs.map((input) => (input === 'input' ? -1 : input)),
    groups: groupsOf(file, outline.path),
    ...rulesOf(layer, settings),
    source: sourceOf(file, outline.range),
  };
}

function rulesOf(
  layer: Layer | undefined,
  settings: Settings,
): Pick<NetworkLayer, 'forwardRule' | 'backwardRules'> {
  const formulas = layer && formulasFor(layer, settings);
  return { forwardRule: formulas?.forward ?? '', backwardRules: Object.values(formulas?.backward ?? {}) };
}

/** Each round of a `repeat` is a group of its own, and so is each call of a block in it. */
function groupsOf(file: CheckedFile, path: readonly PathStep[]): LayerGroup[] {
  const groups: LayerGroup[] = [];
  for (const step of path) {
    const around = groups.at(-1)?.key ?? '';
    const { round } = step;
    groups.push({
      key: `${around}/${step.start}${round === undefined ? '' : `:${round.index}`}`,
      label:
        round === undefined
          ? oneLine(file.text, step)
          : `${headOf(oneLine(file.text, step))} · ${round.index + 1}/${round.count}`,
    });
  }
  return groups;
}

/** `repeat 2` of `repeat 2 { … }`. */
function headOf(line: string): string {
  const brace = line.indexOf('{');
  return brace < 0 ? line : line.slice(0, brace).trim();
}
