import type { ArgumentSpec, CallableSpec } from '../../engine/argumentSpec';
import { constructorNamed, type ConstructorSpec } from '../../engine/constructors';
import { layerNamed, layerOfFunction } from '../../engine/layers/layerTable';
import type { Layer } from '../../engine/layers/support/layer';
import type { BlockStatement } from '../ast';
import type { Environment } from '../checkEnvironment';
import {
  initializerSetting,
  layerArguments,
  networkLayerNamed,
  type NetworkLayerSpec,
} from '../checker/networks/networkVocabulary';
import { settingLabel } from '../signature';

/** What a call is a call of. */
export type CallableKind =
  | 'function'
  | 'constructor'
  | 'array'
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
  { parameters }: DescribedCallable,
  name: string | undefined,
): DescribedParameter | undefined {
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

/** A block of the file, as its head is written. */
export function describedBlock(text: string, { name, parameters }: BlockStatement): DescribedCallable {
  return {
    kind: 'block',
    name: name?.name ?? '',
    parameters: parameters.map((parameter) => ({
      name: parameter.name.name,
      label: text.slice(parameter.start, parameter.end),
      documentation: '',
      takes: 'anything',
      isVariadic: false,
      isNamed: false,
      isRequired: parameter.default === undefined,
    })),
    documentation: '',
    isPlainName: parameters.every((parameter) => parameter.default !== undefined),
  };
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
