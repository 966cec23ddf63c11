import type { Message } from '../message';
import type { NetworkData } from './networkInference';

/** A change to the call that names the data: an argument, and what to write for it, as in `1/255`. */
export interface ArgumentFix {
  readonly argument: string;
  readonly text: string;
}

/** Something in the data that is probably not meant, though it can be trained with. */
export interface DataHint {
  /** Stable, kebab-case: `channels-last`. */
  readonly code: string;
  readonly message: Message;
  /** The argument that it is about; absent where it is about the data as a whole. */
  readonly argument?: string;
  /** It matters only to a loss that compares these: `shares` are one number a class. Absent: always. */
  readonly about?: 'classes' | 'values' | 'shares';
  readonly fix?: ArgumentFix;
}

/** What could be seen of the data of a network before it runs, or what is wrong with it and where. */
export type DataPreview =
  | { readonly ok: true; readonly data: NetworkData; readonly hints?: readonly DataHint[] }
  | {
      readonly ok: false;
      readonly message: Message;
      readonly argument?: string;
      readonly fix?: ArgumentFix;
      /** The files are not there (yet), which is not a mistake in the definition. */
      readonly isMissing: boolean;
      /** What data of this kind usually is: enough to draw a network by while its files are missing. */
      readonly usual?: NetworkData;
      /** A source like it that needs no files, as it is written: `digits(test=0.2)`. */
      readonly instead?: string;
    };
