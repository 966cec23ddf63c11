import type { LineText, Lines } from './lines';
import { layerText } from './layerText';
import type { LayerWords, ShownRun } from './layerText';
import type { NetworkText } from '../../training/networkText';

/** A run as its lines need it. */
export interface RunOnLines extends ShownRun {
  readonly text: Pick<NetworkText, 'lineOf'> | undefined;
}

/** The layers of a run by the line they are written in now; those of a block or `repeat` share theirs. */
export function layersByLine({ text, history }: RunOnLines, document: Lines): Map<number, number[]> {
  const byLine = new Map<number, number[]>();
  for (let layer = 0; layer < history.layerCount; layer++) {
    const range = text?.lineOf(layer);
    if (range === undefined) continue;
    const { line } = document.positionAt(range.end);
    const here = byLine.get(line);
    if (here === undefined) byLine.set(line, [layer]);
    else here.push(layer);
  }
  return byLine;
}

/** What stands behind the lines of the layers. */
export function layerLineTexts(
  run: RunOnLines,
  document: Lines,
  full: boolean,
  words: LayerWords,
): LineText[] {
  return [...layersByLine(run, document)].flatMap(([line, layers]) => {
    const text = layerText(run, layers, full, words);
    return text === '' ? [] : [{ line, text }];
  });
}
