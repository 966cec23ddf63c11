import type { CheckedFile } from '..';
import type { ArgumentSpec, CallableSpec } from '../../engine/argumentSpec';
import { constructorNamed, type ConstructorSpec } from '../../engine/constructors';
import { layerNamed, layerOfFunction, networkLayers } from '../../engine/layers/layerTable';
import type { Layer } from '../../engine/layers/support/layer';
import type { BlockStatement, LayerItem } from '../ast';
import type { Environment } from '../checkEnvironment';
import { archiveSources } from '../checker/networks/parametersSetting';
import {
  initializerSetting,
  layerArguments,
  networkLayerNamed,
  type NetworkLayerSpec,
} from '../checker/networks/networkVocabulary';
import { settingLabel } from '../signature';
import { commentsOf } from './definitionComments';

/** What a call is a call of. */
export type CallableKind =
  | 'function'
  | 'constructor'
  | 'array'
  | 'archive'
  | 'layer'
  | 'block'
  | 'data'
  | 'optimizer'
  | 'schedule'
  | 'initializer';

/**
 * What may stand in one place: a value of a formula, a layer with its arguments, the name of a layer above,
 * one of a list of callables, `float32` or `float64`, what a block is given, or what a setting takes.
 */
export type Takes =
  | 'value'
  | 'layer'
  | 'layer name'
  | 'data'
  | 'optimizer'
  | 'schedule'
  | 'initializer'
  | 'precision'
  | 'archive'
  | 'anything'
  | ArgumentSpec;

export interface DescribedParameter {
  readonly name: string;
  /** As signatures have it: `stride=1`. */
  readonly label: string;
  readonly documentation: string;
  readonly takes: Takes;
  /** Takes all further arguments given by position. */
  readonly isVariadic: boolean;
  /** Given with its name only. */
  readonly isNamed: boolean;
  readonly isRequired: boolean;
}

/** Anything that can be called, in one form: for completion, signature help and hover. */
export interface DescribedCallable {
  readonly kind: CallableKind;
  readonly name: string;
  /** In the order of the signature, which is that of arguments without names. */
  readonly parameters: readonly DescribedParameter[];
  readonly documentation: string;
  readonly formula?: string;
  /** By input: its gradient. Of functions only. */
  readonly backward?: readonly { readonly input: string; readonly formula: string }[];
  readonly source?: string;
  /** Parentheses may be left out, and are where nothing must stand in them. */
  readonly isPlainName: boolean;
}

/** `conv(x, W, b, stride=1, pad=0)`, `ReLU` */
export function signatureText({ name, parameters, isPlainName }: DescribedCallable): string {
  if (isPlainName && parameters.length === 0) return name;
  return `${name}(${parameters.map(({ label }) => label).join(', ')})`;
}

/** By its name, or another name that it is understood by. */
export function parameterNamed(
  { kind, parameters }: DescribedCallable,
  name: string | undefined,
): DescribedParameter | undefined {
  if (kind === 'archive' && name?.includes('.') === true) return settingParameter(archivedArray);
  return parameters.find(
    ({ name: own, takes }) => own === name || (typeof takes === 'object' && takes.alias === name),
  );
}

function settingParameter(spec: ArgumentSpec): DescribedParameter {
  return {
    name: spec.name,
    label: settingLabel(spec),
    documentation: spec.documentation,
    takes: spec === initializerSetting ? 'initializer' : spec,
    isVariadic: spec.variadic ?? false,
    isNamed: spec.isNamed ?? false,
    isRequired: spec.required ?? false,
  };
}

function inputParameters({ inputs }: Layer): DescribedParameter[] {
  return inputs.map(({ name, documentation, variadic = false }) => ({
    name,
    label: variadic ? `${name}, …` : name,
    documentation,
    takes: 'value',
    isVariadic: variadic,
    isNamed: false,
    isRequired: true,
  }));
}

/** A function of formulas; `undefined` where there is none of this name. */
export function describedFunction(
  name: string,
  { arraySources = [] }: Environment,
): DescribedCallable | undefined {
  const layer = layerOfFunction(name);
  if (layer) return describedLayerFunction(name, layer);
  const constructor = constructorNamed(name);
  if (constructor) return describedConstructor(constructor);
  const source = arraySources.find((candidate) => candidate.name === name);
  return source && describedSpec('array', source);
}

/** `npz(…)` or `safetensors(…)` behind `parameters =`: its arrays are named by what they are for. */
export function describedArchive(
  name: string,
  { arraySources = [] }: Environment,
): DescribedCallable | undefined {
  const source = archiveSources.includes(name) && arraySources.find((candidate) => candidate.name === name);
  if (!source) return undefined;
  const [file, ...others] = source.arguments;
  const orders = others.length === 0 ? [] : orderSettings;
  const documentation =
    'All arrays of a file beside this one: each goes to the parameter that it is named for, else to the first that its shape fits. hidden.W="W1" says it.';
  return describedSpec('archive', {
    ...source,
    documentation,
    arguments: file ? [file, ...orders] : orders,
  });
}

const orderSettings: readonly ArgumentSpec[] = [
  {
    name: 'transposed',
    type: 'boolean',
    isNamed: true,
    documentation:
      'Whether its matrices are outputs×inputs, as PyTorch keeps them. What the shapes do not tell.',
  },
  {
    name: 'channels_last',
    type: 'boolean',
    isNamed: true,
    documentation:
      'Whether kernels are rows×columns×channels×filters and images are flattened in the order rows, columns, channels, as in Keras. What the shapes do not tell.',
  },
];

/** What `hidden.W=` takes: the name of an array of the file. */
const archivedArray: ArgumentSpec = {
  name: 'name',
  type: 'string',
  isNamed: true,
  documentation: 'The array of the file that this parameter starts from.',
};

function describedLayerFunction(name: string, layer: Layer): DescribedCallable {
  return {
    kind: 'function',
    name,
    parameters: [...inputParameters(layer), ...layer.settings.map(settingParameter)],
    documentation: layer.documentation,
    formula: layer.formulas.forward,
    backward: layer.inputs.flatMap(({ name: input }) => {
      const formula = layer.formulas.backward[input];
      return formula === undefined ? [] : [{ input, formula }];
    }),
    source: layer.source,
    isPlainName: false,
  };
}

function describedConstructor({ name, parameters, documentation }: ConstructorSpec): DescribedCallable {
  return {
    kind: 'constructor',
    name,
    parameters: parameters.map(settingParameter),
    documentation,
    isPlainName: false,
  };
}

/** A layer of networks, by its name or an alias. */
export function describedLayer(name: string): DescribedCallable | undefined {
  const spec = networkLayerNamed(name);
  if (!spec) return undefined;
  const layer = layerNamed(spec.name);
  return {
    kind: 'layer',
    name: spec.name,
    parameters: spec.combines ? [combinedParameter] : layerArguments(spec).map(settingParameter),
    documentation: spec.documentation,
    ...(layer && { formula: layer.formulas.forward, source: layer.source }),
    isPlainName: !spec.combines && !hasRequired(spec),
  };
}

function hasRequired({ settings }: NetworkLayerSpec): boolean {
  return settings.some(({ required }) => required === true);
}

const combinedParameter: DescribedParameter = {
  name: 'layer',
  label: 'layer, …',
  documentation: 'The name of a layer above, or input: what came into the network or the block.',
  takes: 'layer name',
  isVariadic: true,
  isNamed: false,
  isRequired: true,
};

/** A block of the file, as its head is written, with what comments say of it. */
export function describedBlock(
  file: CheckedFile,
  { name, parameters, items, start }: BlockStatement,
): DescribedCallable {
  const { text } = file;
  return {
    kind: 'block',
    name: name?.name ?? '',
    parameters: parameters.map((parameter) => {
      const argument = argumentTaking(items, parameter.name.name);
      return {
        name: parameter.name.name,
        label: text.slice(parameter.start, parameter.end),
        documentation: argument?.documentation ?? '',
        takes: argument?.takes ?? 'anything',
        isVariadic: false,
        isNamed: false,
        isRequired: parameter.default === undefined,
      };
    }),
    documentation: commentsOf(file, start) ?? '',
    isPlainName: parameters.every((parameter) => parameter.default !== undefined),
  };
}

/** What a parameter of a block is given to, or of what layer it has the name of an argument. */
export function parameterOfBlock(items: readonly LayerItem[], name: string): DescribedParameter | undefined {
  const given = argumentTaking(items, name);
  if (given) return given;
  for (const layer of networkLayers) {
    const described = describedLayer(layer.name);
    const argument = described && parameterNamed(described, name);
    if (argument) return argument;
  }
  return undefined;
}

/** The first argument of a layer in a block that a parameter of the block is given to. */
function argumentTaking(items: readonly LayerItem[], parameter: string): DescribedParameter | undefined {
  for (const item of items) {
    if (item.kind === 'repeat') {
      const inner = argumentTaking(item.items, parameter);
      if (inner) return inner;
      continue;
    }
    const layer = item.callee && describedLayer(item.callee.name);
    if (!layer) continue;
    const inOrder = layer.parameters.filter(({ isNamed }) => !isNamed);
    for (const [position, { name, value }] of item.arguments.entries()) {
      const isGiven = value.kind === 'name' && value.name === parameter;
      const found = name ? parameterNamed(layer, name.name) : inOrder[position];
      if (isGiven && found && found.takes !== 'layer name') return found;
    }
  }
  return undefined;
}

/** A source of data, a function that reads a file, an optimiser, a schedule, an initialiser. */
export function describedSpec(kind: CallableKind, spec: CallableSpec): DescribedCallable {
  const { name, documentation, formula, source } = spec;
  return {
    kind,
    name,
    parameters: spec.arguments.map(settingParameter),
    documentation,
    ...(formula !== undefined && { formula }),
    ...(source !== undefined && { source }),
    isPlainName: kind === 'initializer' && spec.arguments.every(({ required }) => required !== true),
  };
}
