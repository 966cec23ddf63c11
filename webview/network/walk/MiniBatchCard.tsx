import type { JSX } from 'preact';
import { groupedNumber, shortNumber } from '../../kit/numbers';
import { text } from '../../kit/translation';
import { liveViews, network, state, status } from '../state/store';
import { useViewRequest } from '../state/requests';
import { strings } from './walkTexts';

/** So many samples of a class are named. */
const mostNamed = 12;

interface ClassRow {
  readonly name: string;
  readonly samples: readonly number[];
}

function Samples({ samples }: { readonly samples: readonly number[] }): JSX.Element {
  const named = samples.slice(0, mostNamed).join(', ');
  const rest = samples.length - mostNamed;
  return (
    <span class="hint exact">
      {text(strings.samples, named)}
      {rest > 0 && ` ${text(strings.more, rest)}`}
    </span>
  );
}

/** Which samples the step takes: of every class how many, and which. */
export function MiniBatchCard(): JSX.Element {
  useViewRequest('walk', { walkedBatch: true });
  const run = status.value;
  const batch = liveViews.value?.walkedBatch;
  const count = state.value?.run?.trainSamples;
  if (run === null || batch === undefined || count === undefined) {
    return <p class="hint">{text(strings.firstMiniBatch)}</p>;
  }
  const { samples, targets } = batch;
  const classNames = network.value?.classNames ?? [];
  const rows: readonly ClassRow[] = classNames
    .map((name, at) => ({ name, samples: [...samples].filter((_, row) => targets[row] === at) }))
    .filter((row) => row.samples.length > 0);
  const largest = Math.max(...rows.map((row) => row.samples.length));
  const size = groupedNumber(samples.length);
  return (
    <div class="phase-card">
      <p>
        {text(strings.miniBatchOf, groupedNumber(run.step + 1), size, groupedNumber(count))}{' '}
        <span class="hint">{text(strings.miniBatchSaid)}</span>
      </p>
      {rows.length > 0 ? (
        <ul class="batch-classes">
          {rows.map((row) => (
            <li key={row.name} data-class={row.name} data-count={row.samples.length}>
              <span class="batch-count">{text(strings.classRow, row.samples.length, row.name)}</span>
              <span class="batch-bar" aria-hidden="true">
                <span style={{ width: `${(100 * row.samples.length) / largest}%` }} />
              </span>
              <Samples samples={row.samples} />
            </li>
          ))}
        </ul>
      ) : (
        <p>
          {text(
            strings.targetsBetween,
            shortNumber(Math.min(...targets)),
            shortNumber(Math.max(...targets)),
            shortNumber(targets.reduce((sum, target) => sum + target, 0) / targets.length),
          )}{' '}
          <Samples samples={[...samples]} />
        </p>
      )}
    </div>
  );
}
