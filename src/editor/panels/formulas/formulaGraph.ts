import { formulasFor, layerNamed, passFinder, type CheckedFile, type Formulas } from '../../../language';
import type { PanelGraph, PanelNode } from '../../../protocol/formulaPanelMessages';
import { oneLine, settingsText, sourceOf } from '../../documents/definitionText';
import { literalEntries } from './literalEntries';
import type { GraphNode, LayerNode, NodeId } from '../../../engine/graph/graph';
import { WalkOrder } from '../../../protocol/walkOrder';
import type { FormulaRun } from '../../formulas/formulaRun';
import type { WalkedPass } from '../../formulas/formulaSession';

/** What the file says, as the panel draws it. */
export function panelGraph(file: CheckedFile): PanelGraph {
  const { formulas, ast } = file;
  const { nodes } = formulas.graph;
  const passOf = passFinder(formulas);
  const statements = new Map(ast.statements.map((statement) => [statement.start, statement]));
  const namedAt = new Map(formulas.values.map((value) => [value.node, value]));
  return {
    nodes: shownNodes(formulas).flatMap((id): PanelNode[] => {
      const node = nodes[id];
      if (node === undefined) return [];
      const origin = formulas.origins[id] ?? { start: 0, end: 0 };
      const named = namedAt.get(id);
      const statement = named && statements.get(named.statement.start);
      const entries = node.kind === 'data' ? literalEntries(statement) : undefined;
      return [
        {
          id,
          name: node.name ?? '',
          expression: oneLine(file.text, origin),
          shape: [...node.shape],
          source: sourceOf(file, named?.statement ?? origin),
          editable: node.kind === 'data' && entries?.length === node.values.length,
          ...describe(file, node, passOf),
        },
      ];
    }),
    passes: formulas.passes.map(({ target, targetName, statement }) => ({
      target,
      targetName,
      title: oneLine(file.text, statement),
      source: sourceOf(file, statement),
      walk: [...walkOf(nodes, target)],
    })),
  };
}

type Description = Pick<
  PanelNode,
  'kind' | 'gradient' | 'layer' | 'symbol' | 'picture' | 'inputs' | 'forwardRule' | 'settings'
>;

/** What the layer's own file says of it. */
function describe(
  { text, formulas: { graph, passes } }: CheckedFile,
  node: GraphNode,
  passOf: ReturnType<typeof passFinder>,
): Description {
  if (node.kind !== 'layer') {
    const gradient = node.kind === 'gradient' ? node : undefined;
    const statement = gradient && passes[passOf(gradient.pass)]?.statement;
    return {
      kind: gradient ? 'gradient' : 'data',
      ...(gradient && statement && { gradient: { of: gradient.of, pass: oneLine(text, statement) } }),
      layer: '',
      symbol: '',
      picture: 'none',
      inputs: [],
      forwardRule: '',
      settings: '',
    };
  }
  const layer = layerNamed(node.layer);
  const formulas = layer && formulasFor(layer, node.settings);
  return {
    kind: 'layer',
    layer: node.layer,
    symbol: layer?.symbolOf?.(node.settings) ?? layer?.symbol ?? node.layer,
    picture: layer?.picture ?? 'none',
    inputs: node.inputs.map((source: NodeId, input) => {
      const name = inputName(node, input);
      const rule = carriesGradient(graph.nodes, node, input) ? formulas?.backward[name] : undefined;
      return { node: source, name, rule: rule ?? '' };
    }),
    forwardRule: formulas?.forward ?? '',
    settings: layer?.symbolOf ? '' : settingsText(node.settings),
  };
}

/** The backward that comes next at a place of the text, or the last one. */
export function passBelow({ passes }: Pick<Formulas, 'passes'>, offset: number): number {
  const below = passes.findIndex(({ statement }) => offset <= statement.end);
  return below === -1 ? Math.max(0, passes.length - 1) : below;
}

/** What a pass visits, and what of the graph is worth showing. */

/**
 * The nodes a reader wrote for their own sake: what only
 * an `expect` or an upstream gradient needs is left out.
 */
export function shownNodes({ graph, values, passes }: Formulas): readonly NodeId[] {
  const shown = graph.nodes.map(() => false);
  for (const { node } of values) shown[node] = true;
  for (const { target } of passes) shown[target] = true;
  for (let id = graph.nodes.length - 1; id >= 0; id--) {
    const node = graph.nodes[id];
    if (shown[id] !== true || node?.kind !== 'layer') continue;
    for (const input of node.inputs) shown[input] = true;
  }
  return [...shown.keys()].filter((id) => shown[id] === true);
}

/**
 * The name of input number `input` in the layer's formulas;
 * further ones of a variadic input share the last name.
 */
function inputName({ layer }: LayerNode, input: number): string {
  const inputs = layerNamed(layer)?.inputs ?? [];
  return (inputs[input] ?? inputs.at(-1))?.name ?? '';
}

/** Whether a gradient can go up through this input: not to labels, nor to data that is only compared with. */
function carriesGradient(nodes: readonly GraphNode[], node: LayerNode, input: number): boolean {
  const layer = layerNamed(node.layer);
  const shapes = node.inputs.map((id) => nodes[id]?.shape ?? []);
  if (layer?.passesGradientTo?.(input, shapes, node.settings) === false) return false;
  const role = (layer?.inputs[input] ?? layer?.inputs.at(-1))?.role;
  const source = nodes[node.inputs[input] ?? -1];
  if (role === undefined || source === undefined || source.kind === 'layer') return true;
  return role !== 'target' && source.name !== undefined;
}

export interface WalkStep {
  readonly phase: 'forward' | 'backward';
  readonly node: NodeId;
}

/** The layers in the order a pass visits them: down to the target, then up as far as a gradient reaches. */
function walkOf(nodes: readonly GraphNode[], target: NodeId): readonly WalkStep[] {
  const needed = nodes.map((_, id) => id === target);
  const reached = nodes.map((_, id) => id === target);
  const down: WalkStep[] = [];
  const up: WalkStep[] = [];
  for (let id = target; id >= 0; id--) {
    const node = nodes[id];
    if (needed[id] !== true || node?.kind !== 'layer') continue;
    down.unshift({ phase: 'forward', node: id });
    if (reached[id] === true) up.push({ phase: 'backward', node: id });
    node.inputs.forEach((source, input) => {
      needed[source] = true;
      if (reached[id] === true && carriesGradient(nodes, node, input)) reached[source] = true;
    });
  }
  return [...down, ...up];
}

/** What the walk of a pass has reached after so many of its steps. */
export function walkedPass(
  run: FormulaRun,
  walk: readonly WalkStep[],
  pass: number,
  step: number,
): WalkedPass {
  const order = new WalkOrder(walk);
  const { nodes } = run.program.graph;
  const gradients = run.numbers.passes[pass]?.gradients ?? [];
  const usersOf = (node: NodeId): NodeId[] =>
    nodes.flatMap((user, id) =>
      user.kind === 'layer' && user.inputs.includes(node) && gradients[id] != null ? [id] : [],
    );
  return {
    file: run.file,
    pass,
    step,
    steps: walk.length,
    hasValue: (node) => order.isReached('forward', node, step),
    hasGradient: (node) => order.isGradientReached(usersOf(node), step),
  };
}
