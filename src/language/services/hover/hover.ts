import { bindingsOf } from '../names/binder';
import type { CheckedFile } from '../..';
import type { ArgumentSpec } from '../../../engine/argumentSpec';
import type { NodeId } from '../../../engine/graph/graph';
import { layerOfFunction, layerOfOperator } from '../../../engine/layers/layerTable';
import { describeGiven } from '../../../engine/network/givenParameters';
import { formulasFor, type Layer } from '../../../engine/layers/support/layer';
import { formatShape, type Shape } from '../../../engine/shape';
import { initializerSetting, plainTrainSettings } from '../../checker/networks/networkVocabulary';
import { passFinder } from '../../checkedFormulas';
import type { Range } from '../../range';
import { settingLabel } from '../../signature';
import {
  describedArchive,
  describedFunction,
  signatureText,
  type DescribedCallable,
} from '../describedCallables';
import { callableNamed } from '../cursor/callableNamed';
import { commentsOf } from '../definitionComments';
import { occurrenceAt } from '../names/bindings';
import {
  describe,
  description,
  type Hover,
  type HoverContents,
  type ParameterDescription,
} from './hoverContents';
import { describeValue, hoverOfName } from './hoverNames';
import { layerShapesAt } from '../layerShapes';
import { syntaxAt, type SyntaxAtOffset } from '../cursor/syntaxAt';
import { wordDocumentation } from './wordDocumentation';

/**
 * What stands at `offset`, explained from the same specs
 * that check it; `undefined` where nothing can be said.
 */
export function hoverAt(checked: CheckedFile, offset: number): Hover | undefined {
  const found = syntaxAt(checked.ast, offset);
  const contents = found && contentsOf(checked, found);
  const hover = contents
    ? { range: found.range, contents }
    : (hoverOfPath(checked, offset) ?? hoverOfArchive(checked, offset) ?? hoverOfName(checked, offset));
  const comment = hover && commentAt(checked, offset);
  return hover && comment !== undefined ? { ...hover, comment } : hover;
}

/** What its author says of the name at `offset`; of a block its documentation says it already. */
function commentAt(checked: CheckedFile, offset: number): string | undefined {
  if (checked.ast.comments.length === 0) return undefined;
  const { binding } = occurrenceAt(bindingsOf(checked.ast), offset) ?? {};
  const { kind, definition } = binding ?? {};
  if (!definition || kind === 'block' || kind === 'parameter') return undefined;
  return commentsOf(checked, definition.start);
}

/** The path of a file whose numbers are a value: what a call of its own says. */
function hoverOfPath(checked: CheckedFile, offset: number): Hover | undefined {
  const array = checked.formulas.fileArrays.find(
    ({ fileRange: { start, end } }) => start <= offset && offset <= end,
  );
  if (!array) return undefined;
  const callable = describedFunction(array.source, checked.environment);
  return callable && { range: array.fileRange, contents: describeFileArray(checked, callable, array) };
}

/** A function that reads a file, and the array that it gives there. */
function describeFileArray(
  { formulas }: CheckedFile,
  callable: DescribedCallable,
  { start, end }: Range,
): HoverContents {
  const array = formulas.fileArrays.find((candidate) => candidate.start === start && candidate.end === end);
  const shape = array?.reading?.ok === true ? array.reading.shape : undefined;
  return { ...describe(callable), ...(array && shape && { fileArray: { path: array.path, shape } }) };
}

function contentsOf(checked: CheckedFile, found: SyntaxAtOffset): HoverContents | undefined {
  switch (found.kind) {
    case 'sheet':
      return description('sheet "title"', wordDocumentation('sheet') ?? '');
    case 'compare':
      return describeComparison(checked, found.statement);
    case 'value':
      return describeValue(checked, found.name);
    case 'gradient':
      return describeGradient(checked, found.name, found.statement);
    case 'function': {
      const callable = describedFunction(found.name, checked.environment);
      const layer = layerOfFunction(found.name);
      if (callable?.kind === 'array') return describeFileArray(checked, callable, found.application);
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
      const shapes = layerShapesAt(checked, found.line.start);
      return callable && { ...describe(callable), ...(shapes && { shapes }) };
    }
    case 'callable': {
      const { setting, name, range } = found;
      const takes = takenBy(setting);
      if (!takes) return undefined;
      const callable = callableNamed(checked, takes, { text: name, start: range.start });
      return callable && describe(callable);
    }
    case 'setting': {
      if (!found.inTrain && found.name === 'parameters') return describeParameters(checked, found.range);
      const specs = [...plainTrainSettings, initializerSetting];
      const setting = found.inTrain && specs.find(({ name }) => name === found.name);
      if (!setting) return undefined;
      const { documentation } = setting;
      return description(settingLabel(setting), documentation);
    }
  }
}

function describeComparison({ comparisons }: CheckedFile, { start }: Range): HoverContents {
  const { count = 0 } = comparisons.find(({ range }) => range.start === start) ?? {};
  return {
    ...description('compare Name of Network { … }', wordDocumentation('compare') ?? ''),
    ...(count > 0 && { variants: count }),
  };
}

/** What the setting means, and which array of its file went where. */
function describeParameters({ networks }: CheckedFile, { start }: Range): HoverContents {
  const network = networks.find(({ range }) => range.start <= start && start <= range.end);
  const given = network?.program?.inference?.given;
  const documentation = wordDocumentation('parameters') ?? '';
  return description('parameters', documentation, given && [describeGiven(given)]);
}

/** What a setting is given, where that is one of a list of callables. */
function takenBy(setting: string): 'data' | 'optimizer' | 'schedule' | 'initializer' | 'archive' | undefined {
  if (setting === 'parameters') return 'archive';
  if (setting === 'init') return 'initializer';
  return setting === 'data' || setting === 'optimizer' || setting === 'schedule' ? setting : undefined;
}

/** The file of `parameters =`, and what is in it. */
function hoverOfArchive({ ast, networks, environment }: CheckedFile, offset: number): Hover | undefined {
  for (const statement of ast.statements) {
    if (statement.kind !== 'network' || statement.start > offset || offset > statement.end) continue;
    const setting = statement.members.find(
      (member) => member.kind === 'setting' && member.name.name === 'parameters' && !member.member,
    );
    const call = setting?.kind === 'setting' && setting.value?.kind === 'call' ? setting.value : undefined;
    const text = call?.arguments.find(({ value: { start, end } }) => start <= offset && offset <= end)?.value;
    const callable = call && describedArchive(call.callee.name, environment);
    if (!callable || text?.kind !== 'string') return undefined;
    const { program } = networks.find(({ range }) => range.start === statement.start) ?? {};
    const archive = program?.definition.parameters;
    const isFile = text.value === archive?.file;
    const listed = archive?.arrays.filter(({ name }) => isFile || name === text.value) ?? [];
    const arrays = listed.map(({ name = '', shape }) => `${name} ${formatShape(shape)}`).join(', ');
    const contents = description(text.value, callable.documentation, arrays === '' ? [] : [arrays]);
    return { range: { start: text.start, end: text.end }, contents };
  }
  return undefined;
}

function describeGradient(
  { formulas }: CheckedFile,
  name: string,
  { start, end }: Range,
): HoverContents | undefined {
  const value = formulas.values.find((candidate) => candidate.name === name);
  if (!value) return undefined;
  const asValue = formulas.graph.nodes.find(
    ({ kind }, id) =>
      kind === 'gradient' && formulas.origins[id]?.start === start && formulas.origins[id].end === end,
  );
  const pass =
    asValue?.kind === 'gradient'
      ? passFinder(formulas)(asValue.pass)
      : formulas.expectations.find(({ statement }) => statement.start === start)?.pass;
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
  const applied = formulas.graph.nodes[node];
  const { forward, backward } = formulasFor(layer, applied?.kind === 'layer' ? applied.settings : {});
  return {
    kind: 'application',
    signature,
    documentation: layer.documentation,
    parameters: [
      ...layer.inputs.map(({ name, documentation }) => ({ label: name, documentation })),
      ...layer.settings.map(describeArgument),
    ],
    forward,
    backward: layer.inputs.flatMap(({ name }) => {
      const formula = backward[name];
      return formula === undefined ? [] : [{ input: name, formula }];
    }),
    source: layer.source,
    ...(node !== -1 && { node, shape: shapeAt(formulas, node) }),
  };
}

function describeArgument(argument: ArgumentSpec): ParameterDescription {
  return { label: settingLabel(argument), documentation: argument.documentation };
}
