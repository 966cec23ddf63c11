import type { Graph, GraphNode, NodeId, Pass } from '../../../../src/engine/graph/graph';
import type { Settings } from '../../../../src/engine/layers/support/layer';
import { layerNamed } from '../../../../src/engine/layers/layerTable';
import { formatMessage } from '../../../../src/engine/message';
import type { Shape } from '../../../../src/engine/shape';

export interface Value {
  readonly shape: Shape;
  readonly values: readonly number[] | Float64Array;
}

/** Builds graphs node by node, asking the layers for their shapes. */
export class GraphBuilder {
  private readonly nodes: GraphNode[] = [];

  get graph(): Graph {
    return { nodes: [...this.nodes] };
  }

  data({ shape, values }: Value, name?: string): NodeId {
    const node = { kind: 'data', shape, values: Float64Array.from(values) } as const;
    return this.nodes.push(name === undefined ? node : { ...node, name }) - 1;
  }

  /** A named vector. */
  vector(name: string, ...values: readonly number[]): NodeId {
    return this.data({ shape: [values.length], values }, name);
  }

  /** A named single number. */
  number(name: string, value: number): NodeId {
    return this.data({ shape: [], values: [value] }, name);
  }

  /** A named matrix. */
  matrix(name: string, ...rows: readonly (readonly number[])[]): NodeId {
    return this.data({ shape: [rows.length, rows[0]?.length ?? 0], values: rows.flat() }, name);
  }

  /** The gradient that a walk brings to a node, as a value. */
  gradient(of: NodeId, pass: Pass): NodeId {
    return this.nodes.push({ kind: 'gradient', of, pass, shape: this.nodes[of]?.shape ?? [] }) - 1;
  }

  layer(layer: string, inputs: readonly NodeId[], settings: Settings = {}): NodeId {
    const shapes = inputs.map((input) => this.nodes[input]?.shape ?? []);
    const result = layerNamed(layer)?.outputShape(shapes, settings);
    if (result === undefined) throw new Error(`There is no layer ${layer}.`);
    if (!result.ok) throw new Error(formatMessage(result.error.message));
    return this.nodes.push({ kind: 'layer', layer, settings, inputs, shape: result.shape }) - 1;
  }
}
