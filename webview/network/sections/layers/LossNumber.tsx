import type { JSX } from 'preact';
import { cellNumber } from '../../../kit/numbers';
import { text } from '../../../kit/texts';
import { useCalmPicture } from './throttledPictures';
import { strings } from './layersTexts';

/** The loss of the mini-batch: one number, not a picture. */
export function LossNumber({ at }: { readonly at: number }): JSX.Element {
  const loss = useCalmPicture(at, 'activation')?.cells[0];
  return (
    <p class={loss === undefined ? 'loss-number hint' : 'loss-number is-forward'}>
      {loss === undefined ? text(strings.notComputed) : text(strings.lossIs, cellNumber(loss))}
    </p>
  );
}
