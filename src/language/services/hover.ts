import type { CheckedFile } from '..';
import type { ArgumentSpec } from '../../engine/argumentSpec';
import type { NodeId } from '../../engine/graph/graph';
import { layerOfFunction, layerOfOperator } from '../../engine/layers/layerTable';
import type { Layer } from '../../engine/layers/support/layer';
import type { Shape } from '../../engine/shape';
import { plainTrainSettings } from '../checker/networks/networkVocabulary';
import type { Range } from '../range';
import { settingLabel } from '../signature';
import { describedFunction, signatureText, type DescribedCallable } from './describedCallables';
import { callableNamed } from './expectedAt';
import { syntaxAt, type SyntaxAtOffset } from './syntaxAt';

/** What a hover can say about one place, in parts, so that editor and command line write it their own way. */
export type HoverContents =
  | {
      readonly kind: 'value';
      readonly name: string;
      readonly shape: Shape;
      readonly node: NodeId;
      /** Line of the definition, from 1. */
      readonly line: number;
    }
  | {
      readonly kind: 'gradient';
      readonly name: string;
      readonly shape: Shape;
      readonly node: NodeId;
      /** Index into `formulas.passes`; absent where the expectation is broken. */
      readonly pass?: number;
    }
  | {
      /** A function or an operator of a formula. */
      readonly kind: 'application';
      /** `affine(x, W, b)`, or the operator. */
      readonly signature: string;
      readonly documentation: string;
      readonly parameters: readonly ParameterDescription[];
      readonly forward: string;
      readonly backward: readonly { readonly input: string; readonly formula: string }[];
      readonly source: string;
      /** The node this application became; absent where it is broken, or was folded to a number. */
      readonly node?: NodeId;
      readonly shape?: Shape;
    }
  | {
      /**
       * A constructor, a layer of a network, an optimiser, a
       * schedule, an initialiser, a source of data, a setting.
       */
      readonly kind: 'description';
      readonly signature: string;
      readonly documentation: string;
      readonly parameters: readonly ParameterDescription[];
      readonly formula?: string;
      readonly source?: string;
    };

export interface ParameterDescription {
  /** `stride=1` */
  readonly label: string;
  readonly documentation: string;
}

export interface Hover {
  readonly range: Range;
  readonly contents: HoverContents;
}

const sheetDocumentation =
  'Makes a sheet of questions of this file: every expect asks for a number, and no number of an open question is shown anywhere. Write numbers in place of the ?; a right answer gets a ✓ at once, and then its number and how it comes about are shown.';

/**
 * What stands at `offset`, explained from the same specs
 * that check it; `undefined` where nothing can be said.
 */
export function hoverAt(checked: CheckedFile, offset: number): Hover | undefined {
  const found = syntaxAt(checked.ast, offset);
  const contents = found && contentsOf(checked, found);
  return contents && { range: found.range, contents };
}

function contentsOf(checked: CheckedFile, found: SyntaxAtOffset): HoverContents | undefined {
  switch (found.kind) {
    case 'sheet':
      return {
        kind: 'description',
        signature: 'sheet "title"',
        documentation: sheetDocumentation,
        parameters: [],
      };
    case 'value':
      return describeValue(checked, found.name);
    case 'gradient':
      return describeGradient(checked, found.name, found.statement);
    case 'function': {
      const callable = describedFunction(found.name);
      const layer = layerOfFunction(found.name);
      if (!callable || !layer) return callable && describe(callable);
      return describeApplication(checked, layer, signatureText(callable), found.application);
    }
    case 'operator': {
      const layer = layerOfOperator(found.operator);
      const sign = found.operator === 'unary -' ? '-' : found.operator;
      return layer && describeApplication(checked, layer, sign, found.application);
    }
    case 'layer': {
      const callable = callableNamed(checked, 'layer', { text: found.name, start: found.range.start });
      return callable && describe(callable);
    }
    case 'callable': {
      const { setting, name, range } = found;
      if (!isChoice(setting)) return undefined;
      const takes = setting === 'init' ? 'initializer' : setting;
      const callable = callableNamed(checked, takes, { text: name, start: range.start });
      return callable && describe(callable);
    }
    case 'setting': {
      const setting = found.inTrain && plainTrainSettings.find(({ name }) => name === found.name);
      if (!setting) return undefined;
      const { documentation } = setting;
      return { kind: 'description', signature: settingLabel(setting), documentation, parameters: [] };
    }
  }
}

/** Whether a setting is given one of a list of callables. */
function isChoice(setting: string): setting is 'data' | 'optimizer' | 'schedule' | 'init' {
  return setting === 'data' || setting === 'optimizer' || setting === 'schedule' || setting === 'init';
}

function describeValue({ formulas, positionAt }: CheckedFile, name: string): HoverContents | undefined {
  const value = formulas.values.find((candidate) => candidate.name === name);
  if (!value) return undefined;
  const { node, nameRange } = value;
  return {
    kind: 'value',
    name,
    node,
    shape: shapeAt(formulas, node),
    line: positionAt(nameRange.start).line + 1,
  };
}

function describeGradient(
  { formulas }: CheckedFile,
  name: string,
  { start }: Range,
): HoverContents | undefined {
  const value = formulas.values.find((candidate) => candidate.name === name);
  if (!value) return undefined;
  const pass = formulas.expectations.find(({ statement }) => statement.start === start)?.pass;
  return {
    kind: 'gradient',
    name,
    node: value.node,
    shape: shapeAt(formulas, value.node),
    ...(pass !== undefined && { pass }),
  };
}

function shapeAt(formulas: CheckedFile['formulas'], node: NodeId): Shape {
  return formulas.graph.nodes[node]?.shape ?? [];
}

function describeApplication(
  { formulas }: CheckedFile,
  layer: Layer,
  signature: string,
  { start, end }: Range,
): HoverContents {
  const node = formulas.origins.findIndex(
    (origin, id) =>
      origin.start === start && origin.end === end && formulas.graph.nodes[id]?.kind === 'layer',
  );
  return {
    kind: 'application',
    signature,
    documentation: layer.documentation,
    parameters: [
      ...layer.inputs.map(({ name, documentation }) => ({ label: name, documentation })),
      ...layer.settings.map(describeArgument),
    ],
    forward: layer.formulas.forward,
    backward: layer.inputs.flatMap(({ name }) => {
      const formula = layer.formulas.backward[name];
      return formula === undefined ? [] : [{ input: name, formula }];
    }),
    source: layer.source,
    ...(node !== -1 && { node, shape: shapeAt(formulas, node) }),
  };
}

function describeArgument(argument: ArgumentSpec): ParameterDescription {
  return { label: settingLabel(argument), documentation: argument.documentation };
}

/** What the language says of something that can be called, without the place it is called in. */
export function describe(callable: DescribedCallable): HoverContents {
  const { documentation, parameters, formula, source } = callable;
  return {
    kind: 'description',
    signature: signatureText(callable),
    documentation,
    parameters: parameters
      .filter(({ documentation: text }) => text !== '')
      .map(({ label, documentation: text }) => ({ label, documentation: text })),
    ...(formula !== undefined && { formula }),
    ...(source !== undefined && { source }),
  };
}
