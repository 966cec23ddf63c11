import { filesOf } from '../../src/data/load';
import { previewData } from '../../src/data/networkData';
import { writeNpy } from '../../src/data/npyWriter';
import type { SourceFile, SourceFiles } from '../../src/data/dataSource';
import { dataSources, findDataSource } from '../../src/data/dataSources';
import { initializers } from '../../src/engine/initializers';
import { networkLayers } from '../../src/engine/layers/layerTable';
import type { NetworkLayer, Settings, SettingSpec } from '../../src/engine/layers/support/layer';
import type { DataPreview } from '../../src/engine/network/dataPreview';
import { optimizers } from '../../src/engine/optimizers';
import { sizeOf, type Shape } from '../../src/engine/shape';
import { schedules } from '../../src/engine/training/schedules';
import { checkText } from '../../src/language';
import type { NetworkProgram } from '../../src/language/checker/networks/networkProgram';
import type { Choices } from './target';

/** A network that the checker accepts, and what it is trained with. */
export interface AcceptedNetwork {
  readonly text: string;
  readonly program: NetworkProgram;
  readonly files: SourceFiles;
}

/** Plain kernels take a few milliseconds for a step of a network within these. */
const mostNumbersOfSample = 600;
const mostParameters = 2000;

/** What stands behind `data =`, the last layers that fit it, and the files it reads. */
interface Data {
  readonly call: string;
  readonly ends: readonly [string, ...string[]];
  readonly files: SourceFiles;
}

const classEnds = (classes: number): Data['ends'] => [
  `Affine(${String(classes)})\nSoftmaxWithLoss`,
  `Affine(${String(classes)})\nSoftmaxWithLoss(smoothing=0.1)`,
  `Affine(${String(classes)})\nSigmoidWithLoss`,
  `Affine(${String(classes)})\nMeanSquaredError`,
];
const pairEnds: Data['ends'] = [...classEnds(2), 'Affine(1)\nSigmoidWithLoss', 'Affine(1)\nMeanSquaredError'];
const valueEnds = (width: number): Data['ends'] => [
  `Affine(${String(width)})\nMeanSquaredError`,
  `Affine(${String(width)})\nMeanAbsoluteError`,
  `Affine(${String(width)})\nHuber(delta=0.3)`,
];

function fileOf(name: string, bytes: Uint8Array): SourceFile {
  return { name, bytes, size: bytes.length };
}

/** Images and tables of all shapes: written down as they come, and mostly near to numbers people have. */
function arrays(choices: Choices): Data {
  const count = 8 + choices.below(17);
  const side = (): number => 1 + choices.below(7);
  const shape = choices.oneOf<() => Shape>([
    () => [side()],
    () => [1 + choices.below(3), side(), side()],
    () => [1 + choices.below(3), side(), side()],
  ])();
  const [size, shift] = [choices.oneOf([1, 1, 1, 0.01, 30]), choices.oneOf([0, 0, 0, 1, 100])];
  const isSparse = choices.chance(0.3);
  const x = Float64Array.from({ length: count * sizeOf(shape) }, () =>
    isSparse && choices.chance(0.5) ? 0 : shift + size * (choices.below(2001) / 500 - 2),
  );
  const classes = 2 + choices.below(3);
  const isLabelled = choices.chance(0.7);
  // Every class occurs, so that their number is known.
  const t = isLabelled
    ? Int32Array.from({ length: count }, (_, sample) => sample % classes)
    : Float64Array.from({ length: count }, () => choices.below(2001) / 500 - 2);
  const extras = [
    choices.chance(0.4) ? `, test=${String(choices.oneOf([0.2, 0.25, 3]))}` : '',
    choices.chance(0.2) ? ', standardize=true' : '',
    choices.chance(0.1) ? ', scale=1/255' : '',
  ];
  return {
    call: `npy("x.npy", "t.npy"${extras.join('')})`,
    ends: isLabelled ? (classes === 2 ? pairEnds : classEnds(classes)) : valueEnds(1),
    files: {
      x: fileOf('x.npy', writeNpy({ shape: [count, ...shape], data: x })),
      t: fileOf('t.npy', writeNpy({ shape: [count], data: t })),
    },
  };
}

function dataOf(choices: Choices): Data {
  const points = 4 + choices.below(8);
  const test = choices.chance(0.5) ? ', test=0.25' : '';
  const noise = `noise=${String(choices.oneOf([0, 0.1, 0.2]))}`;
  return choices.oneOf<() => Data>([
    () => arrays(choices),
    () => arrays(choices),
    () => ({ call: 'xor()', ends: pairEnds, files: {} }),
    () => ({
      call: `spiral(classes=3, points=${String(points)}, ${noise}${test})`,
      ends: classEnds(3),
      files: {},
    }),
    () => ({ call: `circles(points=${String(points)}, ${noise}${test})`, ends: pairEnds, files: {} }),
    () => ({ call: `moons(points=${String(points)}, ${noise}${test})`, ends: pairEnds, files: {} }),
    () => ({ call: `sine(points=${String(2 * points)}, ${noise}${test})`, ends: valueEnds(1), files: {} }),
  ])();
}

/** A value that a setting may have; mostly one it has in networks that make sense. */
function valueOf(choices: Choices, { name, type, range = {}, choices: texts }: SettingSpec): string {
  if (type === 'bias') return choices.oneOf(['true', 'false', 'false', '0', '0.3']);
  if (name === 'groups') return String(choices.oneOf([1, 1, 2, 3]));
  if (texts !== undefined && (type !== 'integer' || choices.chance(0.4)))
    return `"${texts[choices.below(texts.length)] ?? ''}"`;
  if (type === 'boolean') return choices.oneOf(['true', 'false']);
  if (type === 'integer') {
    const least = range.from ?? 0;
    return String(least + choices.below(name === 'units' || name === 'filters' ? 6 : 3));
  }
  if (range.below === 1) return String(choices.oneOf([0.1, 0.5, 0.9]));
  return String(choices.oneOf([0.001, 0.01, 0.1, 0.5, 1, ...(range.from === undefined ? [-0.3] : [])]));
}

/** Settings as they are written: the required ones, and some of the others. */
function settingsOf(choices: Choices, specs: readonly SettingSpec[]): string[] {
  return specs
    .filter(({ required }) => required === true || choices.chance(0.3))
    .map((spec) => `${spec.name}=${valueOf(choices, spec)}`);
}

interface Callable {
  readonly name: string;
  readonly settings: readonly SettingSpec[];
}

function callOf(choices: Choices, { name, settings }: Callable): string {
  return `${name}(${settingsOf(choices, settings).join(', ')})`;
}

function anyOf<Item>(choices: Choices, items: readonly Item[]): Item {
  const item = items[choices.below(items.length)];
  if (item === undefined) throw new RangeError('There is nothing to choose among.');
  return item;
}

const inner: readonly NetworkLayer[] = networkLayers.filter(({ asLayer }) => asLayer.kind !== 'loss');

/** One line of `layers`, named so that later ones can take from it. */
function layerLine(choices: Choices, index: number, earlier: readonly string[]): string {
  const { name, asLayer } = anyOf(choices, inner);
  const given = settingsOf(choices, asLayer.settings);
  if (asLayer.takesInitializer === true && choices.chance(0.4)) {
    const initializer = anyOf(choices, initializers);
    given.push(`init=${callOf(choices, initializer)}`);
  }
  if (asLayer.kind === 'combination') given.unshift(anyOf(choices, earlier));
  const from = choices.chance(0.1) ? ` from ${anyOf(choices, earlier)}` : '';
  return `l${String(index)} = ${name}(${given.join(', ')})${from}`;
}

/** Optimisers that scale every gradient are where kernels differ most: they come as often as all others. */
function trainLines(choices: Choices): string {
  const optimizer = anyOf(choices, optimizers);
  const lines = [
    `optimizer = ${callOf(choices, optimizer)}`,
    `batch = ${String(choices.oneOf([1, 2, 5, 8, 64]))}`,
    `epochs = ${String(choices.oneOf([1, 3, 10]))}`,
    `seed = ${String(choices.below(100))}`,
    `precision = ${choices.oneOf(['float32', 'float64'])}`,
  ];
  if (choices.chance(0.3)) lines.push(`schedule = ${callOf(choices, anyOf(choices, schedules))}`);
  if (choices.chance(0.3)) lines.push(`weight_decay = ${String(choices.oneOf([0, 1e-4, 0.01, 1]))}`);
  if (choices.chance(0.3)) lines.push(`clip_norm = ${String(choices.oneOf([0.1, 1, 100]))}`);
  return lines.join('\n');
}

function textOf(call: string, layers: readonly string[], train: string): string {
  return `network N {\ndata = ${call}\nlayers {\n${layers.join('\n')}\n}\ntrain {\n${train}\n}\n}\n`;
}

/** What the files of a call say of it, as the editor and the command line have it. */
function described(name: string, settings: Settings, files: SourceFiles): DataPreview | undefined {
  const source = findDataSource(name);
  const requests = source && filesOf(source, settings);
  return source && requests?.ok === true ? previewData(source, settings, requests.value, files) : undefined;
}

/** The network of a text, where the checker takes it and plain kernels train it in no time. */
function accepted(text: string, files: SourceFiles): NetworkProgram | undefined {
  const { diagnostics, networks } = checkText(text, {
    dataSources,
    fileKind: () => 'file',
    describeData: (name, settings) => described(name, settings, files),
  });
  if (diagnostics.some(({ severity }) => severity === 'error')) return undefined;
  const program = networks[0]?.program;
  if (program?.inference === undefined) {
    throw new Error(`A network without errors has no program:\n${text}`);
  }
  const { layers, parameterCount } = program.inference;
  const numbers = layers.reduce((sum, layer) => sum + sizeOf(layer?.shape ?? []), 0);
  return numbers <= mostNumbersOfSample && parameterCount <= mostParameters ? program : undefined;
}

/**
 * A network grown line by line from the tables of layers, initialisers, optimisers and schedules: what is
 * added there comes by itself. A line that the checker does not take where it stands is left out.
 */
export function acceptedNetwork(choices: Choices): AcceptedNetwork {
  for (;;) {
    const { call, ends, files } = dataOf(choices);
    const train = trainLines(choices);
    const end = choices.oneOf(ends);
    let text = textOf(call, [end], train);
    let program = accepted(text, files);
    const lines: string[] = [];
    for (let tried = 2 + choices.below(12); tried > 0; tried--) {
      const names = lines.map((line) => line.split(' ')[0] ?? '');
      const line = layerLine(choices, lines.length, ['input', ...names]);
      const longer = textOf(call, [...lines, line, end], train);
      const found = accepted(longer, files);
      if (found === undefined) continue;
      lines.push(line);
      text = longer;
      program = found;
    }
    if (program !== undefined) return { text, program, files };
  }
}
