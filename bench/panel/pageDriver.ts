import type { Page } from 'playwright-core';
import type { HostToNetworkPanel } from '../../src/protocol/networkPanelMessages';

export type Frame = Extract<HostToNetworkPanel, { kind: 'frame' }>;

declare global {
  interface Window {
    recorded: Frame[];
    keep(json: string): void;
    play(count: number, milliseconds: number): Promise<void>;
  }
}

/**
 * Told in the trace whenever a frame is sent, and whenever the
 * driver looks whether it is drawn: those tasks are its own.
 */
export const sentMark = 'bench: frame sent';
export const driverMark = 'bench: driver';

/**
 * The host's part, in the page: sends the recorded frames one after the
 * other, each when the last is drawn and its time has come. Past the last one
 * it begins again, with the steps counted on, so that the run never ends.
 */
const driver = `
  window.keep = (json) => {
    window.recorded = JSON.parse(json, (key, value) =>
      typeof value?.base64 === 'string'
        ? new globalThis[value.array](Uint8Array.from(atob(value.base64), (char) => char.charCodeAt(0)).buffer)
        : value,
    );
  };
  let sentFrames = 0;
  const movedOn = (frame, by, number) => {
    const moved = ({ steps, values }) => ({ steps: steps.map((step) => step + by), values });
    const { status, series } = frame;
    return {
      ...frame,
      number,
      status: { ...status, step: status.step + by, epoch: Math.ceil((status.step + by) / status.stepsPerEpoch) },
      series: {
        losses: moved(series.losses),
        evaluations: moved(series.evaluations),
        scalars: moved(series.scalars),
        learningRates: moved(series.learningRates),
      },
    };
  };
  window.play = async (count, milliseconds) => {
    const [first, last] = [window.recorded[0], window.recorded.at(-1)];
    const span = last.status.step - first.status.step + 1;
    for (let at = 0; at < count; at++) {
      const place = at % window.recorded.length;
      const number = 1e6 + ++sentFrames;
      const frame = movedOn(window.recorded[place], span * Math.floor(at / window.recorded.length), number);
      const start = performance.now();
      performance.mark('${sentMark}');
      // Of what the panel says its last request is needed; the rest would only fill the page's memory.
      const lastRequest = window.sent.findLastIndex(({ kind }) => kind === 'requestViews');
      for (let i = window.sent.length - 1; i >= 0; i--) {
        const { kind } = window.sent[i];
        if (kind === 'shown' || (kind === 'requestViews' && i !== lastRequest)) window.sent.splice(i, 1);
      }
      window.postMessage(frame, '*');
      await new Promise((resolve) => {
        const look = () => {
          performance.mark('${driverMark}');
          const isDrawn = window.sent.some(({ kind, number: answered }) => kind === 'shown' && answered === number);
          if (isDrawn && performance.now() - start >= milliseconds) resolve();
          else setTimeout(look, Math.max(1, Math.min(4, milliseconds)));
        };
        setTimeout(look, Math.max(0, milliseconds - 1));
      });
      // The page would keep them all: in the trace they are by now.
      performance.clearMarks();
    }
  };
`;

export async function addDriver(page: Page): Promise<void> {
  await page.evaluate(`(() => {${driver}})()`);
}

/** Sends so many of the frames that were put into the page, each so long after the one before. */
export async function play(page: Page, count: number, milliseconds: number): Promise<void> {
  await page.evaluate(([frames, each]) => window.play(frames, each), [count, milliseconds] as const);
}

/**
 * Puts frames into the page, to be played. Bytes in base 64:
 * many frames of large pictures would take long as numbers.
 */
export async function keep(page: Page, frames: readonly Frame[]): Promise<void> {
  const json = JSON.stringify(frames, (_key, value: unknown) =>
    ArrayBuffer.isView(value)
      ? {
          array: value.constructor.name,
          base64: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64'),
        }
      : value,
  );
  await page.evaluate((text) => {
    window.keep(text);
  }, json);
}
