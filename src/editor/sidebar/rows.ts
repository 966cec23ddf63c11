import type { NodeId } from '../../engine/graph/graph';
import type { Message } from '../../engine/message';
import type { InferredLayer } from '../../engine/network/networkInference';
import type { CheckedFile, LayerOutline, NamedValue, NetworkOutline, Range } from '../../language';

/** What stands below a file in the tree, in the order of its text. */
export type Row = ErrorRow | ValueRow | NodeRow | PassRow | NetworkRow | LayerRow;

interface AnyRow {
  /** The same for the same thing after an edit elsewhere in the file; no two rows of a file share one. */
  readonly id: string;
  /** What is selected when the reader goes there. */
  readonly range: Range;
}

export interface ErrorRow extends AnyRow {
  readonly kind: 'error';
  readonly message: Message;
}

/** A formula: a name and what was given to it. */
export interface ValueRow extends AnyRow {
  readonly kind: 'value';
  readonly value: NamedValue;
  /** Index into `formulas.values`. */
  readonly index: number;
  /** Its intermediate results, inputs before their users. */
  readonly nodes: readonly NodeRow[];
}

/** An intermediate result inside a formula. */
export interface NodeRow extends AnyRow {
  readonly kind: 'node';
  readonly node: NodeId;
  /** The row of the formula it stands in, by id. */
  readonly formula: string;
}

export interface PassRow extends AnyRow {
  readonly kind: 'pass';
  /** Index into `formulas.passes`. */
  readonly pass: number;
  readonly targetName: string;
}

export interface NetworkRow extends AnyRow {
  readonly kind: 'network';
  readonly network: NetworkOutline;
  readonly layers: readonly LayerRow[];
}

export interface LayerRow extends AnyRow {
  readonly kind: 'layer';
  readonly layer: LayerOutline;
  /** Its place in the network, and what follows from the data: absent while that is not known. */
  readonly index: number;
  readonly inferred?: InferredLayer;
}

/** A reader needs the first mistakes; the Problems view has them all. */
const mostErrors = 5;

export function rowsOf(file: CheckedFile): readonly Row[] {
  const nextId = idMaker();
  const statements = [
    ...valueRows(file, nextId),
    ...file.formulas.passes.map(({ targetName, statement }, pass): PassRow => ({
      kind: 'pass',
      id: nextId(`backward ${targetName}`),
      range: statement,
      pass,
      targetName,
    })),
    ...file.networks.map((network): NetworkRow => {
      const id = nextId(`network ${network.name}`);
      return { kind: 'network', id, range: network.nameRange, network, layers: layerRows(id, network) };
    }),
  ].sort((a, b) => a.range.start - b.range.start);
  return [...errorRows(file, nextId), ...statements];
}

export function errorCount({ diagnostics }: CheckedFile): number {
  return diagnostics.filter(({ severity }) => severity === 'error').length;
}

function errorRows({ diagnostics }: CheckedFile, nextId: (preferred: string) => string): ErrorRow[] {
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .slice(0, mostErrors)
    .map(({ code, message, range }) => ({ kind: 'error', id: nextId(`error ${code}`), range, message }));
}

function valueRows({ formulas }: CheckedFile, nextId: (preferred: string) => string): ValueRow[] {
  const { values, graph, origins } = formulas;
  const nodesOf = statementsOfNodes(values, origins);
  return values.map((value, index) => {
    const id = nextId(`value ${value.name}`);
    const intermediate = (nodesOf[index] ?? []).filter(
      (node) => node !== value.node && graph.nodes[node]?.kind === 'layer',
    );
    const nodes = intermediate.map((node, position): NodeRow => ({
      kind: 'node',
      id: `${id} ${position}`,
      range: origins[node] ?? value.statement,
      node,
      formula: id,
    }));
    return { kind: 'value', id, range: value.nameRange, value, index, nodes };
  });
}

/**
 * By index of the value, the nodes that are written in its statement. Both stand in the order of the text.
 */
function statementsOfNodes(values: readonly NamedValue[], origins: readonly Range[]): readonly NodeId[][] {
  const nodes: NodeId[][] = values.map(() => []);
  let index = 0;
  for (const [node, { start }] of origins.entries()) {
    while (index < values.length && start >= (values[index]?.statement.end ?? 0)) index++;
    if (start >= (values[index]?.statement.start ?? Infinity)) nodes[index]?.push(node);
  }
  return nodes;
}

function layerRows(networkId: string, { layers, program }: NetworkOutline): LayerRow[] {
  return layers.map((layer, index) => {
    const inferred = program?.inference?.layers[index];
    const row = { kind: 'layer', id: `${networkId} ${index}`, range: layer.range, layer, index } as const;
    return inferred === undefined ? row : { ...row, inferred };
  });
}

/** Numbers what would otherwise have the same id: two passes of one target, two mistakes of one kind. */
function idMaker(): (preferred: string) => string {
  const used = new Map<string, number>();
  return (preferred) => {
    const count = used.get(preferred) ?? 0;
    used.set(preferred, count + 1);
    return count === 0 ? preferred : `${preferred} #${count + 1}`;
  };
}
