import { formatShape } from '../../../engine/shape';
import { networkLayerNames, networkLayerNamed } from '../../checker/networks/networkVocabulary';
import { foreignLayers } from '../../foreign/foreignLayers';
import { describedBlock, describedLayer } from '../describedCallables';
import { wordDocumentation } from '../hover/wordDocumentation';
import { blocksAbove, callableNamed } from '../cursor/callableNamed';
import {
  callCompletion,
  completionOf,
  definitionSubject,
  nextToken,
  rankOf,
  type CompletionRequest,
  type Ranked,
} from './completion';
import { canCombine, canFollow, shapesAfter, type LayersAbove } from './layersAbove';

/** Layers and blocks: those that can follow the layer above come first. */
export function layerCompletions(request: CompletionRequest): Ranked[] {
  const above = request.above();
  const layers = networkLayerNames.flatMap((name): Ranked[] => {
    const spec = networkLayerNamed(name);
    const callable = describedLayer(name);
    // An alias finds the layer by the words it is filtered with.
    if (!callable || spec?.name !== name) return [];
    // A loss cannot stand in a block, and no name can be given it.
    if (spec.isLoss && request.place.body === 'block') return [];
    const aliases = [...spec.aliases, ...foreignLayers.namesOf(name)];
    const next = spec.combines ? 'completions' : 'signature';
    return [
      {
        rank: rankOfLayer(above, name, spec.combines),
        completion: callCompletion(request, callable, {
          kind: 'layer',
          aliases,
          next,
          shapes: shapesAfter(above, name),
        }),
      },
    ];
  });
  const losses = layers.filter(
    ({ completion: { label }, rank }) => rank === 0 && isFittingLoss(above, label),
  );
  const others = layers.filter((layer) => !losses.includes(layer));
  return [...losses, ...others, ...blockCompletions(request), ...writtenCalls(request, above)];
}

/** What stands above already, with its arguments: behind the layers themselves, which Enter would take. */
function writtenCalls(request: CompletionRequest, above: LayersAbove): Ranked[] {
  if (nextToken(request)?.kind === '(') return [];
  return above.calls.map(({ callee, text }) => {
    const callable = callableNamed(request.file, 'layer', { text: callee, start: request.place.word.start });
    return {
      // Before combinations: a line is repeated more often than layers are combined.
      rank: Math.max(0.5, rankOf(canFollow(above, callable?.name ?? callee))),
      completion: completionOf(request, {
        kind: 'layer',
        label: text,
        subject: callable && { kind: 'callable', callable },
      }),
    };
  });
}

function rankOfLayer(above: LayersAbove, name: string, combines: boolean): number {
  if (!combines) return rankOf(canFollow(above, name));
  const others = [...above.names, 'input'].map((other) => canCombine(above, name, other));
  if (others.includes(true)) return 1;
  return others.every((fits) => fits === false) ? 3 : 2;
}

/** A loss that fits what the data asks for is hardly ever not meant. */
function isFittingLoss({ targets }: LayersAbove, name: string): boolean {
  return targets !== undefined && networkLayerNamed(name)?.isLoss === true;
}

function blockCompletions(request: CompletionRequest): Ranked[] {
  const { file, place } = request;
  const header = file.ast.tokens[place.headers[0] ?? -1]?.start ?? place.offset;
  return blocksAbove(file.ast.statements, header).map((block) => ({
    rank: 0,
    completion: callCompletion(request, describedBlock(file, block), { kind: 'block' }),
  }));
}

/**
 * The names of layers above, and `input`.
 * @param combination the layer that combines them; those that fit it come first
 */
export function layerNameCompletions(request: CompletionRequest, combination?: string): Ranked[] {
  const above = request.above();
  return [...above.names, 'input'].map((name) => {
    const shape = above.shapes.get(name);
    const line = above.lines.get(name);
    return {
      rank: combination === undefined ? 0 : rankOf(canCombine(above, combination, name)),
      completion: completionOf(request, {
        kind: name === 'input' ? 'keyword' : 'layer name',
        label: name,
        detail: shape && formatShape(shape),
        subject: line
          ? definitionSubject(request.file, line)
          : { kind: 'text', documentation: wordDocumentation(name) ?? '' },
      }),
    };
  });
}
