import type { NodeId } from '../../../engine/graph/graph';
import type { Message } from '../../../engine/message';
import type { Shape } from '../../../engine/shape';
import type { Range } from '../../range';
import { signatureText, type DescribedCallable } from '../describedCallables';
import type { LayerShapes } from '../layerShapes';

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
      /** What is so in this file: a paragraph each, below the documentation. */
      readonly notes?: readonly (Message | string)[];
      readonly parameters: readonly ParameterDescription[];
      readonly formula?: string;
      readonly source?: string;
      /** Of a layer in its line, where they are known. */
      readonly shapes?: LayerShapes;
      /** Of a comparison that is right: how many runs it is. */
      readonly variants?: number;
      /** Of a function that reads a file: which, and the array that it gives there. */
      readonly fileArray?: { readonly path: string; readonly shape: Shape };
    };

export interface ParameterDescription {
  /** `stride=1` */
  readonly label: string;
  readonly documentation: string;
}

export interface Hover {
  readonly range: Range;
  readonly contents: HoverContents;
  /** What comments say of the definition of the name there. */
  readonly comment?: string;
}

/** What the language says of something that can be called, without the place it is called in. */
export function describe(callable: DescribedCallable): HoverContents & { readonly kind: 'description' } {
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

/** What has a name and one sentence. */
export function description(
  signature: string,
  documentation: string,
  notes: readonly (Message | string)[] = [],
): HoverContents & { readonly kind: 'description' } {
  return {
    kind: 'description',
    signature,
    documentation,
    parameters: [],
    ...(notes.length > 0 && { notes }),
  };
}
