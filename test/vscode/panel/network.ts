import { eventually } from '../editor/lines';
import { screen } from '../harness/screen';
import { press } from './graph';

/** Updates done, as the panel counts them; `undefined` before a run. */
export async function stepShown(): Promise<number | undefined> {
  const [counter] = await screen.texts('.counter');
  const digits = /step ([\d,.\u202f\u00a0]+)(?: of |\/)/.exec(counter ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits.replaceAll(/\D/g, ''));
}

export async function isStepping(): Promise<void> {
  const before = (await stepShown()) ?? 0;
  await eventually(stepShown, (step) => step !== undefined && step > before);
}

/** The step at which a run has come to rest: the panel is told of it before it is told that the run rests. */
export async function stepAtRest(): Promise<number> {
  await screen.waitFor({ selector: '.train-button .icon-play' });
  return (await eventually(stepShown, (step) => step !== undefined)) ?? NaN;
}

/** In a panel as wide as this one what is set for a run is behind a button. */
export async function withSettings(act: () => Promise<void>): Promise<void> {
  await press('More');
  await screen.waitFor({ selector: '.rate input' });
  await act();
  await screen.press('Escape');
}

/** By keys, from the field before it: a click would open the list. */
export async function setPace(keys: readonly string[], pace: string): Promise<void> {
  await withSettings(async () => {
    await eventually(
      async () => {
        await screen.click({ selector: '.rate input' });
        await screen.press('Tab');
        for (const key of keys) await screen.press(key);
        return screen.texts(`.pace[data-pace="${pace}"]`);
      },
      (found) => found.length > 0,
    );
  });
}
