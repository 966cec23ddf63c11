import { statisticNames, type PanelNode, type PanelTensor } from '../../src/protocol/formulaPanelMessages';
import type { MenuItem } from '../kit/controls/Menu';
import { jsonText, type Json } from '../../src/protocol/jsonText';
import { entryName, shapeText } from '../kit/numbers';
import { text } from '../kit/translation';
import { post } from './formulaHost';
import { places, state } from './formulaStore';
import { strings } from './formulasTexts';
import { labelOf, operationOf } from './nodeWords';

type Numbers = PanelTensor | null | undefined;

/** A node with its value, and its gradient in every pass, whatever the panel shows of them. */
interface NodeNumbers {
  readonly node: PanelNode;
  readonly value: Numbers;
  readonly gradients: readonly Numbers[];
}

function everyNode(): readonly NodeNumbers[] {
  const run = state.value?.run;
  return (state.value?.graph?.nodes ?? []).map((node) => {
    const place = places.value.get(node.id) ?? -1;
    return {
      node,
      value: run?.values[place],
      gradients: run?.passes.map(({ gradients }) => gradients[place]) ?? [],
    };
  });
}

/** A row for every number; of a tensor too large to be sent whole, a row for each of its statistics. */
function nodesAsCsv(): string {
  const passes = state.value?.graph?.passes ?? [];
  const heading = ['node', 'expression', 'operation', 'shape', 'line', 'entry', 'value'];
  const rows = everyNode().flatMap(({ node, value, gradients }) => {
    const size = node.shape.reduce((product, axis) => product * axis, 1);
    const isWhole = [value, ...gradients].every((each) => each?.kind !== 'thumbnail');
    const about = [
      labelOf(node),
      node.expression,
      operationOf(node),
      shapeText(node.shape),
      node.source.line,
    ];
    return Array.from({ length: isWhole ? size : statisticNames.length }, (_, at) => [
      ...about,
      isWhole ? entryName(node.shape, at) : (statisticNames[at] ?? ''),
      ...[value, ...gradients].map((tensor) => numberIn(tensor, at)),
    ]);
  });
  const all = [[...heading, ...passes.map(({ targetName }) => `gradient of ${targetName}`)], ...rows];
  return `${all.map((row) => row.map(csvCell).join(',')).join('\n')}\n`;
}

function numberIn(tensor: Numbers, at: number): number | string {
  if (tensor?.kind === 'whole') return tensor.data[at] ?? '';
  return tensor?.kind === 'thumbnail' ? (tensor.statistics[at] ?? '') : '';
}

function csvCell(content: string | number): string {
  const written = String(content);
  return /[",\n]/.test(written) ? `"${written.replaceAll('"', '""')}"` : written;
}

/** Every node with its numbers as nested lists, as NumPy and JSON have them. */
function nodesAsJson(): string {
  const passes = state.value?.graph?.passes ?? [];
  return `${jsonText({
    file: state.value?.fileName ?? '',
    nodes: everyNode().map(({ node, value, gradients }) => ({
      name: labelOf(node),
      expression: node.expression,
      operation: operationOf(node),
      shape: [...node.shape],
      line: node.source.line,
      inputs: node.inputs.map(({ node: id }) => id),
      id: node.id,
      value: jsonOf(value),
      gradients: Object.fromEntries(
        passes.map(({ targetName }, pass) => [targetName, jsonOf(gradients[pass])]),
      ),
    })),
  })}\n`;
}

/** `null` where there is no number, and where a learner is asked for it. */
function jsonOf(tensor: Numbers): Json {
  if (tensor?.kind === 'whole') return nested([...tensor.data], tensor.shape);
  if (tensor?.kind !== 'thumbnail') return null;
  return Object.fromEntries(statisticNames.map((name, at) => [name, tensor.statistics[at] ?? NaN]));
}

function nested(numbers: readonly number[], [length, ...rest]: readonly number[]): Json {
  if (length === undefined) return numbers[0] ?? null;
  if (rest.length === 0) return numbers;
  const size = numbers.length / length;
  return Array.from({ length }, (_, at) => nested(numbers.slice(at * size, (at + 1) * size), rest));
}

/** In the menu of exports, beside the pictures. */
export function nodeExports(): readonly MenuItem[] {
  const save = (format: 'csv' | 'json', write: () => string) => () => {
    post({ kind: 'export', format, bytes: new TextEncoder().encode(write()) });
  };
  return [
    { label: text(strings.exportCsv), onChoose: save('csv', nodesAsCsv) },
    { label: text(strings.exportJson), onChoose: save('json', nodesAsJson) },
  ];
}
