import { formatShape, type Shape } from '../../../engine/shape';
import type { NetworkOutline } from '../../checker/networks/networkProgram';
import type { Expected } from '../cursor/expectedAt';
import { wordDocumentation } from '../hover/wordDocumentation';
import {
  completionOf,
  gradientCompletion,
  nextToken,
  type Completion,
  type CompletionRequest,
  type Ranked,
} from './completion';

/** What a network can be asked for: its loss, what a layer gives, its input, and the gradients of these. */
export function quantityCompletions(request: CompletionRequest, after: 'expect' | 'grad'): Ranked[] {
  const network = networkAt(request);
  const layers = (network?.layers ?? []).map(({ name, type }, index): Ranked => {
    const shape = shapeOf(network, index);
    const detail = shape === undefined ? type : `${type} ${formatShape(shape)}`;
    return { rank: 1, completion: completionOf(request, { kind: 'layer name', label: name, detail }) };
  });
  const word = (label: string): Completion => {
    const subject = { kind: 'text', documentation: wordDocumentation(label) ?? '' } as const;
    return completionOf(request, { kind: 'keyword', label, subject });
  };
  const [loss, input] = [word('loss'), word('input')];
  // A dot without a name before it is no token.
  if (request.file.text[request.place.word.end] === '.') return layers;
  const own: Ranked[] = [{ rank: 0, completion: loss }, ...layers, { rank: 2, completion: input }];
  if (after === 'grad') return own;
  const isBare = nextToken(request)?.kind === '(';
  return [{ rank: 0, completion: gradientCompletion(request) }, ...(isBare ? [] : own)];
}

/** The parameters of a layer, and where it is not their gradient its running statistics. */
export function partCompletions(
  request: CompletionRequest,
  { layer, ofGradient }: Expected & { kind: 'part' },
): Ranked[] {
  const network = networkAt(request);
  const index = network?.layers.findIndex(({ name }) => name === layer) ?? -1;
  const inferred = network?.program?.inference?.layers[index];
  const parts = [...(inferred?.parameters ?? []), ...(ofGradient ? [] : (inferred?.states ?? []))];
  return parts.map(({ name, shape }) => ({
    rank: 0,
    completion: completionOf(request, { kind: 'column', label: name, detail: formatShape(shape) }),
  }));
}

/** The parameters and running statistics of all layers of the network around the place. */
export function partsOfNetwork(
  request: CompletionRequest,
): readonly { readonly name: string; readonly shape: Shape }[] {
  const network = networkAt(request);
  return (network?.layers ?? []).flatMap(({ name: layer }, index) => {
    const inferred = network?.program?.inference?.layers[index];
    return [...(inferred?.parameters ?? []), ...(inferred?.states ?? [])].map(({ name, shape }) => ({
      name: `${layer}.${name}`,
      shape,
    }));
  });
}

function shapeOf(network: NetworkOutline | undefined, index: number): Shape | undefined {
  return network?.program?.inference?.layers[index]?.shape;
}

/** The network around the place; what is broken of it is known from before it was. */
function networkAt({ file, lastSound, place }: CompletionRequest): NetworkOutline | undefined {
  const header = file.ast.tokens[place.headers[0] ?? -1];
  const found = file.networks.find(({ range }) => range.start === header?.start);
  if (found?.program) return found;
  return lastSound?.networks.find(({ name }) => name === found?.name) ?? found;
}
