import { randomStream, type RandomStream } from '../random';

const offsetBasis = 0x811c9dc5;
const prime = 0x01000193;

/** FNV-1a over the UTF-16 code units, 32 bits. */
function hash(text: string, start: number): number {
  let value = start;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), prime);
  return value >>> 0;
}

/**
 * The stream one parameter starts from. It depends on the seed and the parameter's own name (`affine1.W`)
 * and on nothing else, so that adding a layer leaves the start of all others as it was.
 */
export function initializationStream(seed: number, parameter: string): RandomStream {
  const text = `${seed} ${parameter}`;
  const low = hash(text, offsetBasis);
  const high = hash(text, low ^ prime) % 2 ** 20;
  return randomStream(high * 2 ** 32 + low, 'initialisation');
}
