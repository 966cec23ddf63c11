import type { CheckedFile } from '..';
import type { InferredLayer } from '../../engine/network/networkInference';
import type { Shape } from '../../engine/shape';
import type { NetworkOutline } from '../checker/networks/networkProgram';

/** What a line of layers makes, for one sample. */
export interface LayerShapes {
  /** What the layer takes: one shape, or those that a combination names. */
  readonly inputs: readonly Shape[];
  readonly output: Shape;
  /** What it learns, by name. */
  readonly parameters: readonly { readonly name: string; readonly shape: Shape }[];
  readonly parameterCount: number;
  /** How many layers the line makes: several in a block or `repeat`. These are the shapes of the first. */
  readonly times: number;
}

/** The shapes of the layer whose line begins at `start`; `undefined` where they are not known. */
export function layerShapesAt(file: CheckedFile, start: number): LayerShapes | undefined {
  for (const network of file.networks) {
    const places = [...network.layers.keys()].filter((index) => network.layers[index]?.range.start === start);
    const [first] = places;
    const inferred = first === undefined ? undefined : network.program?.inference?.layers[first];
    if (first === undefined || inferred === undefined) continue;
    const { shape: output, parameters, parameterCount } = inferred;
    const inputs = inputsOf(file, network, first);
    return { inputs, output, parameters, parameterCount, times: places.length };
  }
  return undefined;
}

function inputsOf(
  { environment }: CheckedFile,
  { program }: NetworkOutline,
  index: number,
): readonly Shape[] {
  if (!program) return [];
  const { definition, data, inference } = program;
  return (definition.layers[index]?.inputs ?? []).flatMap((input) => {
    if (input !== 'input') return shapeOf(inference?.layers[input]);
    const preview = environment.describeData?.(data.source, data.settings);
    return preview?.ok === true ? [preview.data.sampleShape] : [];
  });
}

function shapeOf(layer: InferredLayer | undefined): readonly Shape[] {
  return layer ? [layer.shape] : [];
}
