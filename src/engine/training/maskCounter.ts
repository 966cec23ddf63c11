const bytesPerWord = 4;
/** One in every byte: multiplying by it adds up the bytes of a word in the highest. */
const ones = 0x01010101;

/**
 * Counts the ones of a mask of zeros and ones, four at a time. What lies in the mask is read anew by every
 * call. A mask that does not start at a multiple of four bytes is counted byte by byte.
 */
export function maskCounter(mask: Uint8Array): () => number {
  const wordCount = mask.byteOffset % bytesPerWord === 0 ? Math.floor(mask.length / bytesPerWord) : 0;
  const words = new Int32Array(mask.buffer, wordCount > 0 ? mask.byteOffset : 0, wordCount);
  return () => {
    let count = 0;
    for (let i = 0; i < words.length; i++) count += Math.imul(words[i] ?? 0, ones) >>> 24;
    for (let i = wordCount * bytesPerWord; i < mask.length; i++) count += mask[i] ?? 0;
    return count;
  };
}
