import type { Message } from '../../engine/message';
import { message } from '../../language';
import type { CallArguments } from '../callArguments';
import { replaceInPlace } from '../sharedMemory';
import type { Place } from '../python/pythonSyntax';
import { literal } from '../numeric';
import type { Flow, LayerValue } from '../values';

/** What a layer of another library is here. */
export type Recipe =
  | {
      /** In the definition language; `undefined` where the layer changes nothing. */
      readonly call: string | undefined;
      /** How its parameters begin, which the source may say later on. */
      readonly start?: Start;
      readonly gives: Flow['sample'] | 'same';
      readonly learns?: boolean;
      /** Samples it may be given; any, where this is left out. */
      readonly takes?: Flow['sample'];
      /** Whether the batch that comes in is changed where it lies, under all of its names. */
      readonly isInPlace?: true;
      /** Explains what was written. */
      readonly comment?: Message;
    }
  | { readonly reason: Message; readonly gives: Flow['sample'] | 'same' };

/** What the parameters of a layer begin as: the values of `init=` and `bias=`. */
export interface Start {
  init?: string;
  bias?: string;
  /** Whether its bias is drawn as well, and stays so where the weights begin in another way. */
  readonly isOfTorch?: true;
  /** How many numbers one output sees, and how many outputs see one: of a filter, over all of its window. */
  readonly fan?: readonly [inputs: number, outputs: number];
}

/** Words of a call in the definition language: those that are `undefined` or `false` are left out. */
export function written(name: string, ...words: readonly (string | number | false | undefined)[]): string {
  const given = words.filter((word) => word !== undefined && word !== false);
  return given.length === 0 ? name : `${name}(${given.map((word) => word.toString()).join(', ')})`;
}

/** `size=3`, or nothing where the value is the one that a definition need not name. */
export function setting(name: string, value: number | undefined, usual?: number): string | false {
  return value !== undefined && value !== usual && `${name}=${literal(value).text}`;
}

const shapes: Readonly<Record<Flow['sample'], Message>> = {
  row: message('rows of numbers'),
  image: message('images'),
  sequence: message('more than one axis'),
  unknown: message('something'),
};

/**
 * A layer that passes a batch on as its recipe says, and leaves a comment where it cannot.
 * @param source the call in the Python source, for that comment
 */
export function layerOf(
  source: string,
  place: Place,
  recipe: Recipe,
  args?: CallArguments,
  type?: string,
): LayerValue {
  const layer: LayerValue = {
    kind: 'layer',
    name: source,
    place,
    learns: 'call' in recipe && recipe.learns === true,
    uses: 0,
    apply: ([input]) => {
      if (!input) throw new RangeError('A layer needs an input.');
      const { network } = input;
      const flow = network.settle(input, place.line);
      const gap = (reason: Message): Flow => {
        network.comment(place.line, message('{0} is not understood: {1}', source, reason), true);
        return { ...flow, sample: recipe.gives === 'same' ? flow.sample : recipe.gives };
      };
      layer.uses++;
      if ('reason' in recipe) return gap(recipe.reason);
      const left = args?.rest();
      if (left !== undefined) return gap(message('what {0} asks for is not there', left));
      if (layer.uses > 1 && layer.learns)
        return gap(message('it is used twice, and would share its parameters'));
      const { call, start, gives, takes, isInPlace, comment } = recipe;
      if (takes !== undefined && flow.sample !== 'unknown' && flow.sample !== takes) {
        return gap(message('it is given {0}, where it would take {1}', shapes[flow.sample], shapes[takes]));
      }
      if (
        start?.init !== undefined &&
        recipe.start?.isOfTorch &&
        start.init !== 'PyTorch' &&
        start.bias === undefined
      ) {
        network.comment(
          place.line,
          message('{0} is not understood: its bias begins between ±1/√n in PyTorch, and here at 0', source),
          true,
        );
      }
      if (comment !== undefined) network.comment(place.line, comment, false);
      const sample = gives === 'same' ? flow.sample : gives;
      if (call === undefined) return { ...flow, sample };
      const made = network.layer(start ? withStart(call, start) : call, [flow], place, sample);
      return isInPlace ? replaceInPlace(input, made) : made;
    },
    ...('call' in recipe && recipe.start && { start: recipe.start }),
    ...(type !== undefined && { type }),
  };
  return layer;
}

function withStart(call: string, { init, bias }: Start): string {
  const more = [bias !== undefined && `bias=${bias}`, init !== undefined && `init=${init}`];
  const [name = '', words = ''] = call.split(/[()]/);
  return written(name, words, ...more);
}
