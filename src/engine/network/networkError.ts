import type { Message } from '../message';

/** Why a network cannot be computed or trained, and what in its definition is to blame. */
export interface NetworkError {
  readonly message: Message;
  /** The number that would fit, where a setting is to blame for another one. */
  readonly expected?: number;
  readonly blame:
    | { readonly kind: 'network' }
    | { readonly kind: 'layer'; readonly layer: number }
    | { readonly kind: 'setting'; readonly layer: number; readonly setting: string }
    /** `input` counts the inputs of the layer: 0 is the layer above, or what `from` names. */
    | { readonly kind: 'input'; readonly layer: number; readonly input: number }
    /** `setting` is absent where `init=` itself is wrong. */
    | { readonly kind: 'initializer'; readonly layer: number; readonly setting?: string }
    | { readonly kind: 'training'; readonly setting: string }
    | { readonly kind: 'optimizer' | 'schedule'; readonly setting: string };
}

export function blameLayer(layer: number, message: Message): NetworkError {
  return { message, blame: { kind: 'layer', layer } };
}

export function blameSetting(layer: number, setting: string, message: Message): NetworkError {
  return { message, blame: { kind: 'setting', layer, setting } };
}

export function blameInput(layer: number, input: number, message: Message): NetworkError {
  return { message, blame: { kind: 'input', layer, input } };
}
