import { eventually } from '../editor/lines';
import { screen } from '../harness/screen';

/** What stands on one edge of the graph on the screen: the value above, the gradient below. */
export async function edge(key: string): Promise<string> {
  const read = async (direction: 'forward' | 'backward'): Promise<string> =>
    (await screen.texts(`[data-edge="${key}"] text[data-direction="${direction}"]`)).join(' ');
  return `${await read('forward')} / ${await read('backward')}`;
}

/** Waits until an edge shows this. */
export async function waitForEdge(key: string, shown: string): Promise<void> {
  await eventually(
    () => edge(key),
    (text) => text === shown,
  );
}

/** The card of the current node, its white space as a person sees it. */
export async function card(): Promise<string> {
  const texts = await screen.texts('.inspector');
  return texts.join('\n').replace(/\s+/g, ' ');
}

/** Waits until the card reads so: it comes with its node, and what is worked out on it later. */
export function waitForCard(...patterns: readonly RegExp[]): Promise<string> {
  return eventually(card, (text) => patterns.every((pattern) => pattern.test(text)));
}

/** Clicks a button of the panel by what it is called. */
export function press(label: string): Promise<void> {
  return screen.click({ selector: `button:has-text("${label}"), button[aria-label="${label}"]` });
}
