import { atRest, eventually } from '../editor/lines';
import { screen } from '../harness/screen';

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

/** A panel that lags behind shows what it has been sent before it is at rest. */
export async function stepAtRest(): Promise<number> {
  return (await atRest(stepShown, (step) => step !== undefined)) ?? NaN;
}
