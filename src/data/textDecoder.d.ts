/**
 * What this folder uses of the decoder that browsers and Node share; no other global of theirs is known here.
 */
declare class TextDecoder {
  /** @throws RangeError for an encoding that is not known */
  constructor(encoding?: string, options?: { readonly fatal?: boolean });
  decode(bytes: Uint8Array, options?: { readonly stream?: boolean }): string;
}
