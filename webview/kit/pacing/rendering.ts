import { options } from 'preact';

let waiting: (() => void) | undefined;

/** Renders what was changed. By itself that happens when the task ends. */
export function renderNow(): void {
  const render = waiting;
  waiting = undefined;
  render?.();
}

options.debounceRendering = (render) => {
  waiting = render;
  queueMicrotask(renderNow);
};
