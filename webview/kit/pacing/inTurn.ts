import { effect, signal } from '@preact/signals';
import { isRunning } from '../../network/state/running';
import { doNoMore, doSoon } from './scheduler';

/**
 * An effect that is run again in turn with all other work while training runs, so that not every picture is drawn in the
 * same frame; at once when nothing runs.
 * @returns ends it
 */
export function inTurn(draw: () => void): () => void {
  const turns = signal(0);
  let drawn = -1;
  const take = (): void => {
    turns.value++;
  };
  const stop = effect(() => {
    const isItsTurn = turns.value !== drawn;
    // While it waits it follows nothing else: whatever changes until then is drawn with the rest.
    if (!isItsTurn && isRunning.value) {
      doSoon(take);
      return;
    }
    doNoMore(take);
    drawn = turns.value;
    draw();
  });
  return () => {
    stop();
    doNoMore(take);
  };
}
