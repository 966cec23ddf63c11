import { strFromU8 } from 'fflate';
import { unzipFirst } from '../../data/bytes/unzip';
import type { Message } from '../../engine/message';
import { formatMessage, message } from '../../language';
import { convertPython, type Converted } from '../convertPython';
import type { Wording } from '../definitionWriter';

/** A description of a model is some kilobytes; what expands to more is none. */
const mostBytes = 16 * 1024 * 1024;
const mostLayers = 2000;
const config = 'config.json';

/**
 * Converts the model in a `.keras` file: its description is JSON in a ZIP, no Python is needed. The weights
 * in it are HDF5, which is not read.
 * @returns `undefined` where it is not such a file
 */
export function convertKerasFile(
  bytes: Uint8Array,
  localise: Wording['localise'] = formatMessage,
): Converted | undefined {
  try {
    const described = unzipFirst(
      bytes,
      ({ name, originalSize }) => name === config && originalSize <= mostBytes,
    );
    return described && convertKerasConfig(JSON.parse(strFromU8(described)), localise);
  } catch {
    return undefined;
  }
}

/** A line of Python that would build a part of the model, and what the part is called. */
interface BuildingLine {
  readonly text: string;
  readonly place: string;
}

type Properties = Readonly<Record<string, unknown>>;

/**
 * A model of Keras as its `config.json` describes it. It is written down as the Python that would build it
 * and converted like any other source, so that there is one table of layers.
 * @returns `undefined` where it is no such description
 */
export function convertKerasConfig(
  model: unknown,
  localise: Wording['localise'] = formatMessage,
): Converted | undefined {
  if (!isRecord(model) || !isRecord(model.config)) return undefined;
  const described = recordsIn(model.config.layers).slice(0, mostLayers);
  const lines =
    model.class_name === 'Sequential'
      ? sequential(described)
      : model.class_name === 'Functional' || model.class_name === 'Model'
        ? functional(described, model.config)
        : undefined;
  if (!lines) return undefined;
  const whole = [
    { text: 'from keras import layers, models, optimizers, losses', place: config },
    ...lines,
    ...compiled(model.compile_config),
  ];
  const source = whole.map(({ text }) => text).join('\n');
  const placeName = (line: number): Message => placeNameOf(whole[line - 1]?.place ?? config);
  const converted = convertPython(source, { placeName, localise });
  if (converted.isEmpty) return converted;
  return { ...converted, text: `# ${localise(weightsNote)}\n${converted.text}` };
}

const weightsNote = message(
  'The weights of a .keras file are not read: np.savez("params.npz", *model.get_weights()) saves them.',
);

/** Of a layer by its name, of all else by where it stands in the file. */
function placeNameOf(place: string): Message {
  const layer = /^layer (.*)$/.exec(place)?.[1];
  return layer === undefined ? { text: '{0}', values: [place] } : message('layer {0}', layer);
}

function sequential(described: readonly Properties[]): BuildingLine[] {
  const added = described.map((layer) => ({ text: `model.add(${layerCall(layer)})`, place: placeOf(layer) }));
  return [{ text: 'model = models.Sequential()', place: config }, ...added];
}

/** Every layer is called with what the layers give that its node names. */
function functional(
  described: readonly Properties[],
  { output_layers: outputs }: Properties,
): BuildingLine[] | undefined {
  const numbers = new Map<unknown, number>();
  const lines: BuildingLine[] = [];
  for (const layer of described) {
    const number = numbers.size;
    numbers.set(nameOf(layer), number);
    const inputs = layer.class_name === 'InputLayer' ? [] : inputsOf(layer.inbound_nodes);
    const given = inputs.map((name) => `t${String(numbers.get(name) ?? 'None')}`);
    const call =
      given.length === 0 ? '' : given.length === 1 ? `(${given.join('')})` : `([${given.join(', ')}])`;
    lines.push({ text: `t${String(number)} = ${layerCall(layer)}${call}`, place: placeOf(layer) });
  }
  const [first] = described;
  const output = historyIn(outputs)[0];
  if (!first || output === undefined) return undefined;
  const text = `model = models.Model(inputs=t0, outputs=t${String(numbers.get(output) ?? '')})`;
  return [...lines, { text, place: config }];
}

function nameOf({ name, config: own }: Properties): unknown {
  return name ?? (isRecord(own) ? own.name : undefined);
}

function placeOf(layer: Properties): string {
  const name = nameOf(layer);
  return typeof name === 'string' && /^[\w/]{1,60}$/.test(name) ? `layer ${name}` : config;
}

/** Names of the layers that a node takes its inputs from, as Keras 3 and Keras 2 write them. */
function inputsOf(nodes: unknown): unknown[] {
  const list: readonly unknown[] = Array.isArray(nodes) ? nodes : [];
  const [node] = list;
  if (isRecord(node)) return tensorsIn(node.args, 0);
  const entries: readonly unknown[] = Array.isArray(node) ? node : [];
  return entries.map((entry): unknown => (Array.isArray(entry) ? entry[0] : undefined));
}

function tensorsIn(value: unknown, depth: number): unknown[] {
  if (depth > 8) return [];
  if (Array.isArray(value)) return value.flatMap((each: unknown) => tensorsIn(each, depth + 1));
  if (!isRecord(value) || !isRecord(value.config)) return [];
  return historyIn(value.config.keras_history);
}

/** `["dense", 0, 0]`, or a list of one such. */
function historyIn(value: unknown): unknown[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  const [first] = list;
  return Array.isArray(first) ? historyIn(first) : typeof first === 'string' ? [first] : [];
}

/** What says nothing, or what is usual and has no word of its own in a definition. */
const left: ReadonlySet<string> = new Set(
  'name trainable dtype batch_shape batch_input_shape build_config seed'.split(' '),
);
const usual: ReadonlyMap<string, readonly unknown[]> = new Map<string, readonly unknown[]>([
  ['center', [true]],
  ['scale', [true]],
  ['beta_initializer', ['zeros']],
  ['gamma_initializer', ['ones']],
  ['moving_mean_initializer', ['zeros']],
  ['moving_variance_initializer', ['ones']],
  ['synchronized', [false]],
  ['sparse', [false]],
  ['ragged', [false]],
  ['negative_slope', [0]],
  ['threshold', [0]],
  ['rms_scaling', [false]],
  ['keepdims', [false]],
  ['amsgrad', [false]],
  ['use_ema', [false]],
  ['ema_momentum', [0.99]],
  ['jit_compile', [true, false]],
  ['is_legacy_optimizer', [true, false]],
  ['decay', [0]],
  ['rho', []],
  ['reduction', ['sum_over_batch_size', 'auto']],
  ['label_smoothing', [0]],
  ['centered', [false]],
]);

function layerCall({ class_name: kind, config: own }: Properties): string {
  const name = identifier(kind);
  const properties = isRecord(own) ? own : {};
  const shape = properties.batch_shape ?? properties.batch_input_shape;
  if (name === 'InputLayer') {
    return `layers.Input(shape=${written(Array.isArray(shape) ? shape.slice(1) : []) ?? '()'})`;
  }
  const words = argumentsOf(properties);
  if (Array.isArray(shape)) words.push(`input_shape=${written(shape.slice(1)) ?? '()'}`);
  return `layers.${name}(${words.join(', ')})`;
}

function argumentsOf(properties: Properties): string[] {
  return Object.entries(properties).flatMap(([key, value]) => {
    const text = written(value);
    const isUsual = usual.get(key)?.some((each) => written(each) === text) === true;
    if (left.has(key) || isUsual || !/^\w+$/.test(key) || text === undefined) return [];
    return [`${key}=${text}`];
  });
}

function compiled(value: unknown): BuildingLine[] {
  if (!isRecord(value)) return [];
  const { optimizer, loss } = value;
  const words = [called(optimizer, 'optimizers', 'optimizer'), called(loss, 'losses', 'loss')];
  const given = words.filter((word) => word !== undefined);
  return given.length === 0 ? [] : [{ text: `model.compile(${given.join(', ')})`, place: 'compile_config' }];
}

function called(value: unknown, module: string, argument: string): string | undefined {
  if (typeof value === 'string') return `${argument}=${JSON.stringify(value)}`;
  if (!isRecord(value)) return undefined;
  const properties = isRecord(value.config) ? value.config : {};
  return `${argument}=${module}.${identifier(value.class_name)}(${argumentsOf(properties).join(', ')})`;
}

function identifier(value: unknown): string {
  return typeof value === 'string' && /^[A-Za-z]\w{0,60}$/.test(value) ? value : 'Unknown';
}

/** A value of JSON in Python; an object that Keras would build is its name. */
function written(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'number') return String(single(value));
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value) && depth < 4) {
    const items = value.map((item: unknown) => (item === null ? 'None' : written(item, depth + 1)));
    return items.includes(undefined) ? undefined : `(${items.join(', ')}${items.length === 1 ? ',' : ''})`;
  }
  if (!isRecord(value) || typeof value.class_name !== 'string') return undefined;
  // `GlorotUniform` is the word `glorot_uniform` where it takes no arguments.
  const snake = value.class_name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase();
  return JSON.stringify(snake);
}

/** Keras keeps numbers in single precision: the shortest one that is the same there is what was written. */
function single(value: number): number {
  for (let digits = 1; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === Math.fround(value)) return short;
  }
  return value;
}

function isRecord(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function recordsIn(value: unknown): Properties[] {
  return Array.isArray(value) ? value.filter((item): item is Properties => isRecord(item)) : [];
}
