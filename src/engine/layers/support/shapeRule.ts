import { message, type Message } from '../../message';
import { type Shape, shapeValue } from '../../shape';
import type { ShapeResult } from './layer';

export function fits(shape: Shape): ShapeResult {
  return { ok: true, shape };
}

export function wrongInput(index: number, text: Message): ShapeResult {
  return { ok: false, error: { message: text, blame: { kind: 'input', index } } };
}

export function wrongSetting(name: string, text: Message): ShapeResult {
  return { ok: false, error: { message: text, blame: { kind: 'setting', name } } };
}

/** Neither input alone is wrong: they do not fit each other. */
export function wrongCall(text: Message): ShapeResult {
  return { ok: false, error: { message: text, blame: { kind: 'call' } } };
}

/** Refuses a value without entries where the layer has no answer for it. */
export function noEntries(index: number, name: string, shape: Shape): ShapeResult {
  return wrongInput(index, message('{0} is {1}: it has no entries.', name, shapeValue(shape)));
}
