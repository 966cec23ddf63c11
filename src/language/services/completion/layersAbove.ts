import type { CheckedFile } from '../..';
import { networkLayers } from '../../../engine/layers/layerTable';
import type { Settings, SettingSpec } from '../../../engine/layers/support/layer';
import { chooseEncoding, type NetworkTargets } from '../../../engine/network/lossTargets';
import { inferNetwork, type NetworkData } from '../../../engine/network/networkInference';
import { sizeOf, type Shape } from '../../../engine/shape';
import type { LayerItem, LayerLine, NetworkStatement } from '../../ast';
import { check } from '../../checker/checker';
import { networkLayerNamed } from '../../checker/networks/networkVocabulary';
import type { NetworkProgram } from '../../checker/networks/networkProgram';
import type { Range } from '../../range';
import type { CursorPlace } from '../cursor/cursorPlace';
import type { LayerShapes } from '../layerShapes';

/** What a line of layers can build on. */
export interface LayersAbove {
  /** Names that the line may point at, nearest first. */
  readonly names: readonly string[];
  /** By these names: the line that has it. */
  readonly lines: ReadonlyMap<string, Range>;
  /** What the layer above gives; absent in a block, and where it is not known. */
  readonly shape?: Shape;
  /** By the names of `names`, and `input`. */
  readonly shapes: ReadonlyMap<string, Shape>;
  /** What the network learns; absent where that is not known. */
  readonly targets?: NetworkTargets;
  /** The last calls with arguments, as they are written, nearest first: deep networks repeat them. */
  readonly calls: readonly WrittenCall[];
}

/** `Conv(16, size=3, pad=1)` */
export interface WrittenCall {
  readonly callee: string;
  readonly text: string;
}

const nothing: LayersAbove = { names: [], lines: new Map(), shapes: new Map(), calls: [] };

/** Keeps the shape of what it is given: put in the place of a line, it tells what the layer above gives. */
const probe = 'ReLU';

/**
 * The layers above `place`, with the shapes that the checker works out for them. What stands at the place and
 * below it is left out of that, so that a line may be broken while it is typed.
 */
export function layersAbove(file: CheckedFile, place: CursorPlace): LayersAbove {
  const { statements, tokens } = file.ast;
  const offset = tokens[place.statementStart]?.start ?? place.offset;
  const end = Math.min(offset, place.word.start);
  const around = statements.filter(({ start }) => start <= end).at(-1);
  if (around?.kind === 'block') {
    const { items, named } = linesAbove(around.items, end);
    return { ...namesOf(named), shapes: new Map(), calls: callsIn(file, items) };
  }
  if (around?.kind !== 'network') return nothing;
  const layers = around.members.find((member) => member.kind === 'layers');
  if (!layers) return nothing;
  const { items, named } = linesAbove(layers.items, end);
  const network = without(around, { ...layers, damaged: false, items });
  const above = statements.filter(
    (statement) =>
      statement.end <= around.start && (statement.kind === 'assign' || statement.kind === 'block'),
  );
  const { networks } = check({ ...file.ast, statements: [...above, network] }, file.environment);
  const outline = networks[0];
  const program = outline?.program;
  const data = program && dataOf(file, program);
  const inference = program?.inference ?? (data && inferNetwork(program.definition, data));
  const shapes = new Map<string, Shape>(data && [['input', data.sampleShape]]);
  let shape: Shape | undefined;
  outline?.layers.forEach(({ range }, index) => {
    const inferred = inference?.layers[index]?.shape;
    if (inferred === undefined) return;
    if (range.start === end && range.end === end) shape ??= inferred;
    const name = named.get(range.start)?.name?.name;
    if (name !== undefined) shapes.set(name, inferred);
  });
  return {
    ...namesOf(named),
    ...(shape !== undefined && { shape }),
    shapes,
    ...(data?.targets && { targets: data.targets }),
    calls: callsIn(file, items),
  };
}

const mostCalls = 3;

/** Combinations name other layers each time, and what is written in several lines is not written again. */
function callsIn({ text }: CheckedFile, items: readonly LayerItem[]): readonly WrittenCall[] {
  const calls = new Map<string, WrittenCall>();
  const collect = (inner: readonly LayerItem[]): void => {
    for (const item of inner) {
      if (item.kind === 'repeat') {
        collect(item.items);
        continue;
      }
      const { callee, from, damaged, end } = item;
      if (!callee || from || damaged || item.arguments.length === 0) continue;
      const written = text.slice(callee.start, end);
      if (networkLayerNamed(callee.name)?.combines === true || /[\r\n]/.test(written)) continue;
      calls.delete(written);
      calls.set(written, { callee: callee.name, text: written });
    }
  };
  collect(items);
  return [...calls.values()].reverse().slice(0, mostCalls);
}

/** Nearest first. */
function namesOf(named: ReadonlyMap<number, LayerLine>): Pick<LayersAbove, 'names' | 'lines'> {
  const lines = new Map<string, Range>();
  for (const line of [...named.values()].reverse()) {
    if (line.name && !lines.has(line.name.name)) lines.set(line.name.name, line);
  }
  return { names: [...lines.keys()], lines };
}

/** What the data looks like; what such data usually is, where its files are missing. */
function dataOf(file: CheckedFile, { data }: NetworkProgram): NetworkData | undefined {
  const preview = file.environment.describeData?.(data.source, data.settings);
  return preview?.ok === false ? preview.usual : preview?.data;
}

interface Lines {
  readonly items: readonly LayerItem[];
  /** The lines with names that can be pointed at, by where they begin. */
  readonly named: ReadonlyMap<number, LayerLine>;
}

/** The lines that end before `end`, then the probe, in the bodies that are open there; each `repeat` once. */
function linesAbove(items: readonly LayerItem[], end: number): Lines {
  const kept: LayerItem[] = [];
  const named = new Map<number, LayerLine>();
  for (const item of items) {
    if (item.end <= end) {
      kept.push(item);
      if (item.kind === 'layer' && item.name) named.set(item.start, item);
    } else if (item.kind === 'repeat' && item.start < end) {
      const inner = linesAbove(item.items, end);
      const count = { kind: 'number', value: 1, start: item.start, end: item.start } as const;
      kept.push({ ...item, damaged: false, count, items: inner.items });
      return { items: kept, named: new Map([...named, ...inner.named]) };
    }
  }
  const callee = { name: probe, start: end, end };
  kept.push({ kind: 'layer', callee, arguments: [], damaged: false, start: end, end });
  return { items: kept, named };
}

/** The network with other layers, and without what they do not depend on. */
function without(network: NetworkStatement, layers: NetworkStatement['members'][number]): NetworkStatement {
  const settings = network.members.filter(({ kind, damaged }) => kind === 'setting' && !damaged);
  return { ...network, damaged: false, members: [...settings, layers] };
}

/** Whether a layer can follow what `above` gives, by its own rule of shapes; `undefined`: unknown. */
export function canFollow(above: LayersAbove, name: string): boolean | undefined {
  const { shape, targets } = above;
  const layer = networkLayers.find((candidate) => candidate.name === name);
  if (!layer || shape === undefined) return undefined;
  const { kind, outputShape } = layer.asLayer;
  const inputs = kind === 'combination' ? [shape, shape] : [shape];
  if (!outputShape(inputs, smallestSettings(layer.asLayer.settings)).ok) return false;
  return kind !== 'loss' || targets === undefined || chooseEncoding(layer, targets, shape).ok;
}

/** What a layer that needs no arguments makes of what `above` gives. */
export function shapesAfter({ shape }: LayersAbove, name: string): LayerShapes | undefined {
  const layer = networkLayers.find((candidate) => candidate.name === name);
  if (!layer || shape === undefined || layer.asLayer.kind !== 'layer') return undefined;
  const { settings, outputShape, parameters: learned } = layer.asLayer;
  if (settings.some(({ required }) => required === true)) return undefined;
  const result = outputShape([shape], {});
  if (!result.ok) return undefined;
  const parameters = learned?.(shape, {}) ?? [];
  const parameterCount = parameters.reduce((count, parameter) => count + sizeOf(parameter.shape), 0);
  return { inputs: [shape], output: result.shape, parameters, parameterCount, times: 1 };
}

/** What must be given, given as the smallest there is: then a layer fits wherever it can fit at all. */
export function smallestSettings(specs: readonly SettingSpec[]): Settings {
  return Object.fromEntries(
    specs.flatMap((spec) => {
      if (spec.default !== undefined) return [[spec.name, spec.default]];
      if (spec.required !== true) return [];
      const smallest = spec.range?.from ?? 1;
      return [[spec.name, spec.type === 'shape' || spec.type === 'integers' ? [smallest] : smallest]];
    }),
  );
}

/** Whether a layer above can be combined with what `above` gives by the combination of this name. */
export function canCombine(above: LayersAbove, combination: string, name: string): boolean | undefined {
  const other = above.shapes.get(name);
  const layer = networkLayers.find((candidate) => candidate.name === combination);
  if (above.shape === undefined || other === undefined || !layer) return undefined;
  return layer.asLayer.outputShape([above.shape, other], {}).ok;
}
