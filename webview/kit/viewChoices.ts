import { effect, signal } from '@preact/signals';
import * as v from 'valibot';
import { vscodeApi } from './hostConnection';

/** What the page kept before it was hidden or loaded again; `undefined` in a new panel. */
export const keptState: unknown = vscodeApi.getState();

const keptSchema = v.object({
  choices: v.record(v.string(), v.union([v.string(), v.number(), v.boolean(), v.null()])),
});
type Choices = v.InferOutput<typeof keptSchema>['choices'];

const parsed = v.safeParse(keptSchema, keptState);

/**
 * How a person looks at the panel: which parts are open, on
 * which axis, of which layer, each under a key of its own.
 */
const choices = signal<Choices>(parsed.success ? parsed.output.choices : {});

/** @returns what was chosen, or `fallback` where nothing of that kind was */
export function chosen<Value extends Choices[string]>(key: string, fallback: Value): Value {
  const value = choices.value[key];
  return typeof value === typeof fallback ? (value as Value) : fallback;
}

export function choose(key: string, value: Choices[string]): void {
  choices.value = { ...choices.value, [key]: value };
}

/**
 * Keeps the choices and what a panel keeps besides, over hiding and reloading,
 * whenever a signal changes that is read. What the extension wrote into the page is
 * kept with it: by that it finds the document again after a reload of the window.
 */
export function keepView(read: () => object): void {
  effect(() => {
    const ofPage = Object.fromEntries(Object.entries(document.documentElement.dataset));
    vscodeApi.setState({ ...ofPage, ...read(), choices: choices.value });
  });
}
