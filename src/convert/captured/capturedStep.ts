import type { Message } from '../../engine/message';
import { checkText, message } from '../../language';
import type { SourceFile } from '../../data/dataSource';
import { openNpz, readNpzEntry } from '../../data/formats/npzArchive';
import { convertPython } from '../convertPython';

/** A layer of a model of PyTorch, as the recorder describes it. */
export interface CapturedLayer {
  readonly name: string;
  readonly type: string;
  /** Of one sample. */
  readonly shape: readonly number[];
  readonly inputs: readonly string[];
  /** The function that made it, where no module did. */
  readonly function?: string | undefined;
  /** How PyTorch writes the module: `Linear(in_features=4, out_features=8, bias=True)`. */
  readonly module?: string | undefined;
}

/** One update of a training, captured whole. */
export interface CapturedStep {
  readonly run: {
    readonly name: string;
    readonly layers: readonly CapturedLayer[];
    /** The models, with the shape of one sample of what they are given. */
    readonly roots?:
      readonly { readonly input?: { readonly shape: readonly number[] } | undefined }[] | undefined;
    /** `loss`: the function of the loss, as `torch.nn.functional` names it. */
    readonly settings: Readonly<Record<string, unknown>>;
  };
  readonly update: number;
  /** The file of the arrays, as the definition is to name it, and what is in it. */
  readonly file: string;
  readonly bytes: Uint8Array;
}

export type CapturedDefinition =
  | { readonly ok: true; readonly text: string }
  /** What of the model has no counterpart here: the first such layer, and why. */
  | { readonly ok: false; readonly problem: Message };

/**
 * The definition of a model of PyTorch with the parameters of one update and its mini-batch, which expects of
 * every layer what PyTorch computed: forward in the order of the layers, then the loss, then the gradients
 * backward. The first that does not hold is where the two differ.
 */
export function convertCapturedStep(step: CapturedStep): CapturedDefinition {
  const script = scriptOf(step);
  if (typeof script !== 'string') return { ok: false, problem: script };
  const { text } = convertPython(script);
  const computed = step.run.layers.filter((layer) => !isIdentity(layer));
  const [network] = checkText(text).networks;
  // What a script says by itself, as a flattening or a sum, no recorder saw as a layer.
  const layers = network?.layers.filter(({ type }) => !between.test(type)).slice(0, -1) ?? [];
  if (layers.length !== computed.length)
    return {
      ok: false,
      problem: message(
        'Of the {0} layers that were captured {1} could be converted.',
        computed.length,
        layers.length,
      ),
    };
  const named = withNames(text, layers, computed);
  return { ok: true, text: withNumbers(named.text, step, computed, named.names) };
}

/** The layers under the names that the script has for them, where the definition does not name them. */
function withNames(
  text: string,
  layers: readonly { readonly name: string; readonly range: { readonly start: number } }[],
  captured: readonly CapturedLayer[],
): { readonly text: string; readonly names: ReadonlyMap<string, string> } {
  const names = new Map<string, string>();
  let [named, shift] = [text, 0];
  for (const [at, { name, range }] of layers.entries()) {
    const start = range.start + shift;
    const { name: theirs = '' } = captured[at] ?? {};
    const isNamed = named.startsWith(`${name} =`, start);
    const ours = isNamed ? name : theirs.replace(/\W+/g, '_');
    names.set(theirs, ours);
    if (isNamed) continue;
    const prefix = `${ours} = `;
    named = named.slice(0, start) + prefix + named.slice(start);
    shift += prefix.length;
  }
  return { text: named, names };
}

/** What the converter writes for `flatten(1)` and `+` of the script below. */
const between = /^(Flatten|Add)$/;

/** Functions of one argument that are layers here, too. */
const elementwise: ReadonlySet<string> = new Set([
  'relu',
  'sigmoid',
  'tanh',
  'leaky_relu',
  'gelu',
  'softplus',
  'softmax',
  'log_softmax',
]);

function isIdentity({ module = '' }: CapturedLayer): boolean {
  return /^(Identity\(|Dropout\d?d?\(p=0(\.0)?,|Flatten\()/.test(module);
}

/** The model as somebody would have written it who calls one layer after the other. */
function scriptOf({ run: { layers, roots, settings } }: CapturedStep): string | Message {
  const inputShape = roots?.find(({ input }) => input !== undefined)?.input?.shape ?? [];
  const { loss } = settings;
  if (typeof loss !== 'string') return message('The function of the loss was not seen.');
  const built: string[] = [];
  const called: string[] = [];
  const attributes = new Map<string, string>();
  const values = new Map([['input', { variable: 'x', shape: inputShape }]]);
  const taken = new Set(layers.flatMap(({ inputs }) => inputs));
  for (const [at, layer] of layers.entries()) {
    const { name, type, shape } = layer;
    const before = layers[at - 1]?.name;
    // Behind a `detach()` no graph leads to the layer before, whose output nothing else takes either.
    const isDetached = before !== undefined && !taken.has(before) && layer.inputs[0] === 'input';
    const inputs = isDetached ? [before] : layer.inputs;
    const given = inputs.map((input) => values.get(input));
    const [first] = given;
    if (first === undefined || given.includes(undefined))
      return message('{0}: what it takes was not recorded.', name);
    const sum = given.map((value) => value?.variable ?? '').join(' + ');
    const flat = needsFlat(layer, first.shape) ? `(${sum}).flatten(1)` : sum;
    const variable = `v${String(at)}`;
    const base = name.replace(/#\d+$/, '');
    const known = attributes.get(base) ?? `m${String(at)}`;
    if (isIdentity(layer)) called.push(`${variable} = ${flat}`);
    else if (layer.module !== undefined) {
      if (layer.module.startsWith('Dropout'))
        return message('{0} drops units by chance, which nothing here can repeat: capture with p=0.', name);
      if (!attributes.has(base)) built.push(`self.${known} = nn.${layer.module}`);
      attributes.set(base, known);
      called.push(`${variable} = self.${known}(${flat})`);
    } else if (layer.function !== undefined && elementwise.has(layer.function))
      called.push(`${variable} = F.${layer.function}(${flat})`);
    else if (/^(max|avg)_pool2d$/.test(layer.function ?? '')) {
      const window = (first.shape[1] ?? NaN) / (shape[1] ?? NaN);
      if (!Number.isInteger(window)) return message('{0}: its window was not recorded.', name);
      called.push(`${variable} = F.${layer.function ?? ''}(${flat}, ${String(window)})`);
    } else return message('{0} is a {1}, of which only its author knows what it computes.', name, type);
    values.set(name, { variable, shape });
  }
  const last = `v${String(layers.length - 1)}`;
  return `import torch
from torch import nn
import torch.nn.functional as F

class Captured(nn.Module):
    def __init__(self):
        super().__init__()
${built.map((line) => `        ${line}\n`).join('')}
    def forward(self, x):
${called.map((line) => `        ${line}\n`).join('')}        return ${last}

net = Captured()
optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
for x, t in loader:
    optimizer.zero_grad()
    loss = F.${loss}(net(x), t)
    loss.backward()
    optimizer.step()
`;
}

/** Whether a script must have flattened what a layer takes. */
function needsFlat({ type, shape, function: made }: CapturedLayer, given: readonly number[]): boolean {
  return given.length > 1 && shape.length === 1 && (type === 'Linear' || !/pool/i.test(made ?? type));
}

/** By the kind of a layer, its parameters here and in PyTorch. */
const parameterNames: ReadonlyMap<string, readonly (readonly [string, string])[]> = new Map([
  [
    'BatchNorm',
    [
      ['gamma', 'weight'],
      ['beta', 'bias'],
      ['runningMean', 'running_mean'],
      ['runningVariance', 'running_var'],
    ],
  ],
  [
    'LayerNorm',
    [
      ['gamma', 'weight'],
      ['beta', 'bias'],
    ],
  ],
]);
const usualNames = [
  ['W', 'weight'],
  ['b', 'bias'],
] as const;

function withNumbers(
  text: string,
  { run, update, file, bytes }: CapturedStep,
  layers: readonly CapturedLayer[],
  names: ReadonlyMap<string, string>,
): string {
  const extremes = extremesOfNpz({ name: file, bytes });
  const quoted = `"${file}"`;
  const has = (array: string): boolean => extremes.has(array);
  // A float32 of PyTorch has seven digits; what is near zero beside the others of its tensor has fewer.
  const within = (array: string, least = 0): string => {
    const extreme = Math.max(extremes.get(array) ?? 0, least);
    return `within 1e-3 or ${Math.max(1e-12, extreme * 2e-5).toExponential(0)}`;
  };
  const parametersOf = ({ name: layer, type }: CapturedLayer): (readonly [string, string])[] =>
    (parameterNames.get(type.replace(/Norm\dd$/, 'Norm')) ?? usualNames).map(([ours, theirs]) => [
      `${names.get(layer) ?? ''}.${ours}`,
      `${layer}.${theirs}`,
    ]);
  const given = layers.flatMap(parametersOf).filter(([, array]) => has(array));
  const expect = (what: string, array: string, least = 0, isMatrix = false): string[] => {
    if (!has(array)) return [];
    const read = `npz(${quoted}, "${array}")`;
    return [`  expect ${what} = ${isMatrix ? `transpose(${read})` : read} ${within(array, least)}`];
  };
  const forward = layers.flatMap(({ name: layer }) => expect(names.get(layer) ?? '', `${layer}.activation`));
  const backward = [...layers].reverse().flatMap((layer) => {
    const gradient = `${layer.name}.gradient`;
    const isMatrix = layer.type === 'Linear';
    // A sum over all places: of a bias before a BatchNorm it is 0, but for the rounding of all of them.
    const places = layer.shape.slice(1).reduce((product, axis) => product * axis, 1);
    const least = (extremes.get(gradient) ?? 0) * Math.sqrt(places);
    return [
      ...expect(`grad(${names.get(layer.name) ?? ''})`, gradient),
      ...parametersOf(layer).flatMap(([ours, array]) =>
        expect(`grad(${ours})`, `${array}.gradient`, least, isMatrix && ours.endsWith('.W')),
      ),
    ];
  });
  const untouched = given
    .filter(([ours, array]) => !ours.includes('running') && !has(`${array}.gradient`))
    .map(([ours, array]) => `  # PyTorch gave ${array} no gradient: ${ours} has one only here.`);
  const parameters = given.map(([ours, array]) => `${ours}="${array}"`).join(', ');
  const body = text
    .replace(/^ *# Save the arrays.*\n/m, '')
    .replace(
      /^ *data = .*$/m,
      `  data       = npz(${quoted}, x="input", t="target")\n  parameters = npz(${quoted}, transposed=true, ${parameters})`,
    )
    .replace(/^( *)(optimizer = .*)$/m, '$1$2\n$1batch = all')
    .trimEnd()
    .replace(/\}$/, '');
  return `# Update ${String(update)} of ${run.name.replace(/\s+/g, ' ')}, as PyTorch computed it. The first \`expect\` that fails is where the two differ.
${body}
  # Forward
${forward.join('\n')}
${expect('loss', 'loss').join('\n')}

  # Backward
${[...backward, ...untouched].join('\n')}
}
`;
}

/** By array of an NPZ file, the size of its entry farthest from zero; of those that can be read. */
function extremesOfNpz({ name, bytes }: Pick<SourceFile, 'name' | 'bytes'>): ReadonlyMap<string, number> {
  const npz = openNpz({ name, bytes, size: bytes.length });
  const found = new Map<string, number>();
  if (!npz.ok) return found;
  for (const [array, entry] of npz.value.entries) {
    const read = readNpzEntry(npz.value, entry);
    if (!read.ok || read.value.kind !== 'numbers') continue;
    let extreme = 0;
    for (const value of read.value.data) extreme = Math.max(extreme, Math.abs(value));
    found.set(array, extreme);
  }
  return found;
}
