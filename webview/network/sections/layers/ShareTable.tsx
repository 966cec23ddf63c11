import type { JSX } from 'preact';
import { text } from '../../../kit/translation';
import { partsTable, type NamedPoints } from '../charts/partsTable';
import { series } from '../../state/series';
import { useThrottledSignal } from '../../../kit/pacing/throttled';
import { useSeen } from '../../state/sectionViews';
import { isTableShown, TableTwin, unseenMilliseconds, type TwinTable } from '../../../kit/table/TableTwin';
import { layers } from '../../state/store';
import { scalarOf } from './pictureKinds';
import { scalarNames } from './Sparkline';
import { strings } from './layersTexts';

/** Milliseconds between two changes of a table that is looked at. */
const readable = 500;

function linesNow(): readonly NamedPoints[] {
  return layers.value.flatMap((layer, at) => {
    const scalar = scalarOf(layer);
    if (scalar === undefined || scalar === 'gradientNorm') return [];
    const name = text(strings.shareColumn, layer.name, text(scalarNames[scalar]));
    return [{ name, points: series.scalar(at, scalar) }];
  });
}

function makeTable(): TwinTable {
  const lines = linesNow();
  const high = lines.reduce((last, { points }) => Math.max(last, points.steps.at(-1) ?? 0), 1);
  return partsTable({ caption: text(strings.sharesCaption), lines, range: { low: 1, high }, percent: true });
}

/**
 * The sparklines of shares in numbers: rows are parts of
 * the run. Those of norms have a table with the charts.
 */
export function ShareTable(): JSX.Element | null {
  const version = useSeen(series.version);
  const milliseconds = isTableShown('layers') ? readable : unseenMilliseconds;
  const shown = useThrottledSignal(version, milliseconds);
  return linesNow().length === 0 ? null : <TableTwin id="layers" source={shown.value} make={makeTable} />;
}
