import type { Graph, GraphNode, NodeId } from '../graph/graph';
import type { TargetEncoding } from '../layers/support/networkForm';
import { operand } from '../layers/support/operands';
import type { Shape } from '../shape';
import type { NetworkDefinition } from './networkDefinition';
import type { InferredLayer, NetworkInference } from './networkInference';
import { networkLayerOf } from './layersOfNetwork';

/** Where a layer of the definition is in the graph. */
export interface LayerNodes {
  /** The node that holds its output. */
  readonly output: NodeId;
  /** By name: `W`, `b`. */
  readonly parameters: Readonly<Record<string, NodeId>>;
}

/** A network as a graph, for one size of mini-batch. */
export interface NetworkGraph {
  readonly graph: Graph;
  readonly batch: number;
  readonly input: NodeId;
  readonly target: NodeId;
  /** A single number. */
  readonly loss: NodeId;
  readonly encoding: TargetEncoding;
  /** By layer of the definition. */
  readonly layers: readonly LayerNodes[];
}

/**
 * The same kind of graph as formulas have, with a place for the mini-batch, its targets, and every parameter.
 * @throws RangeError for an inference with errors, or without targets.
 */
export function networkGraph(
  definition: NetworkDefinition,
  { layers: inferred, errors, encoding }: NetworkInference,
  sampleShape: Shape,
  batch: number,
): NetworkGraph {
  if (errors.length > 0 || encoding === undefined) throw new RangeError('The network has errors.');
  const nodes: GraphNode[] = [];
  const add = (node: GraphNode): NodeId => nodes.push(node) - 1;
  const input = add({ kind: 'input', name: 'input', shape: [batch, ...sampleShape] });
  const layers: LayerNodes[] = [];
  const outputOf = (from: number | 'input'): NodeId =>
    from === 'input' ? input : operand(layers, from).output;
  let target = input;

  for (const [index, layer] of definition.layers.entries()) {
    const { asLayer } = networkLayerOf(layer);
    const { shape, parameters } = inferredLayer(inferred[index]);
    const { name, settings: written } = layer;
    const settings = asLayer.nodeSettings?.(written) ?? written;
    const inputs = layer.inputs.map(outputOf);
    if (asLayer.kind === 'loss') {
      const given = operand(nodes, operand(inputs, 0)).shape;
      target = add({ kind: 'target', name: 'target', shape: encoding === 'labels' ? [batch] : given });
      const output = add({
        kind: 'layer',
        layer: layer.layer,
        settings,
        inputs: [...inputs, target],
        shape: [],
        name,
      });
      layers.push({ output, parameters: {} });
      continue;
    }
    const places = parameters.map((spec) => {
      const node = add({ kind: 'parameter', name: `${name}.${spec.name}`, shape: spec.shape });
      return [spec.name, node] as const;
    });
    const common = { kind: 'layer', layer: layer.layer, settings, shape: [batch, ...shape] } as const;
    let output: NodeId;
    if (asLayer.chains === true) {
      const [first, ...others] = inputs;
      output = others.reduce(
        (left, right, i) =>
          add({ ...common, inputs: [left, right], ...(i === others.length - 1 && { name }) }),
        first ?? input,
      );
    } else {
      output = add({ ...common, inputs: [...inputs, ...places.map(([, node]) => node)], name });
    }
    layers.push({ output, parameters: Object.fromEntries(places) });
  }
  const loss = operand(layers, layers.length - 1).output;
  return { graph: { nodes }, batch, input, target, loss, encoding, layers };
}

function inferredLayer(layer: InferredLayer | undefined): InferredLayer {
  if (layer === undefined) throw new RangeError('The network has errors.');
  return layer;
}
