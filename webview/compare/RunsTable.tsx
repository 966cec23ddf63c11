import type { JSX } from 'preact';
import type {
  RunMeasure,
  ShownComparison,
  ShownEntry,
  ShownRun,
} from '../../src/protocol/comparePanelMessages';
import { Swatch } from '../charts/Swatch';
import { groupedNumber, percent, roundedNumber } from '../kit/numbers';
import { text } from '../kit/translation';
import { choose, chosen } from '../kit/viewChoices';
import { lookOf } from './compareLines';
import { isHidden, isShare, lookedAt, shownFigures, toggleEntry } from './compareStore';
import { strings } from './compareTexts';

/** What a column says of an entry, for eyes and for sorting. */
interface Column {
  readonly id: string;
  readonly title: string;
  readonly cell: (entry: ShownEntry) => JSX.Element | readonly JSX.Element[] | string;
  /** Sorted by this, the smallest first; texts by the alphabet, what is missing last. */
  readonly value: (entry: ShownEntry) => string | number | boolean | null | undefined;
  readonly isNumber: boolean;
}

const settingNames: ReadonlyMap<string, string> = new Map([
  ['network', strings.network],
  ['file', strings.file],
  ['script', strings.script],
  ['data', strings.data],
  ['layers', strings.layers],
  ['parameters', strings.parameters],
  ['seed', strings.seed],
  ['edits', strings.edits],
  ['numbers', strings.numbers],
  ['definition', strings.definition],
]);

/** A name of a setting as a person reads it: settings of training are called as in the definition. */
export function settingTitle(name: string): string {
  const known = settingNames.get(name);
  return known === undefined ? name : text(known);
}

/** The runs with what they came to and what they were given: also the legend of all charts. */
export function RunsTable({ compared }: { readonly compared: ShownComparison }): JSX.Element {
  const columns = columnsOf(compared);
  const order = sorted(compared, columns);
  const [key, isDown] = sortedBy();
  return (
    <div class="table-twin runs" role="region" tabIndex={0} aria-label={text(strings.runsTable)}>
      <table>
        <thead>
          <tr>
            <th scope="col">{text(strings.run)}</th>
            {columns.map(({ id, title }) => (
              <th
                key={id}
                scope="col"
                aria-sort={key === id ? (isDown ? 'descending' : 'ascending') : 'none'}
              >
                <button
                  class="link"
                  type="button"
                  onClick={() => {
                    choose('sort', key === id && !isDown ? `-${id}` : id);
                  }}
                >
                  {title}
                  {key === id && <span aria-hidden="true">{isDown ? ' ↓' : ' ↑'}</span>}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {order.map((entry) => (
            <tr
              key={entry.name}
              data-run={entry.name}
              class={isHidden(entry) ? 'is-hidden' : undefined}
              onPointerEnter={() => {
                lookedAt.value = isHidden(entry) ? undefined : entry.name;
              }}
              onPointerLeave={() => {
                lookedAt.value = undefined;
              }}
            >
              <th scope="row">
                <NameButton entry={entry} />
              </th>
              {columns.map(({ id, cell, isNumber }) => (
                <td key={id} class={isNumber ? 'exact' : undefined} data-column={id}>
                  {cell(entry)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The entry as its lines look; a click takes them out of the charts, or brings them back. */
function NameButton({ entry }: { readonly entry: ShownEntry }): JSX.Element {
  const hidden = isHidden(entry);
  return (
    <button
      class={`legend-entry${hidden ? ' is-hidden' : ''}`}
      type="button"
      aria-pressed={!hidden}
      title={text(hidden ? strings.show : strings.hide, entry.name)}
      onClick={() => {
        toggleEntry(entry);
      }}
    >
      <Swatch line={{ look: lookOf(entry), sparse: false, marked: true }} />
      <span class="legend-name">{entry.name}</span>
      {entry.runs.length > 1 && <span class="hint">{text(strings.runsOf, entry.runs.length)}</span>}
    </button>
  );
}

function sortedBy(): readonly [string, boolean] {
  const sort = chosen<string>('sort', '');
  return sort.startsWith('-') ? [sort.slice(1), true] : [sort, false];
}

function sorted({ entries, ranking }: ShownComparison, columns: readonly Column[]): readonly ShownEntry[] {
  const [key, isDown] = sortedBy();
  const column = columns.find(({ id }) => id === key);
  const ranked = ranking?.order.flatMap((place) => entries[place] ?? []) ?? entries;
  if (column === undefined) return ranked;
  const compare = (a: ShownEntry, b: ShownEntry): number => {
    const [left, right] = [column.value(a), column.value(b)];
    const missing = (value: typeof left): boolean => value == null || Number.isNaN(value);
    if (missing(left) || missing(right)) return Number(missing(left)) - Number(missing(right));
    const order =
      typeof left === 'number' && typeof right === 'number'
        ? left - right
        : String(left).localeCompare(String(right), undefined, { numeric: true });
    return isDown ? -order : order;
  };
  return [...ranked].sort(compare);
}

function columnsOf(compared: ShownComparison): readonly Column[] {
  const { settings, runs } = compared;
  const runOf = ({ runs: places }: ShownEntry): ShownRun | undefined => runs[places[0] ?? 0];
  return [
    ...shownFigures.value.map((measure) => figureColumn(measure, compared)),
    ...settings.map((name, at): Column => ({
      id: name,
      title: settingTitle(name),
      isNumber: false,
      value: ({ settings: values }) => values[at],
      cell: (entry) => {
        const { settings: values } = entry;
        const edits = name === 'edits' ? runOf(entry)?.edits : undefined;
        return edits === undefined || edits.length === 0
          ? settingText(name, values[at])
          : edits.map((edit, place) => (
              <span key={place} class="edit">
                {editText(edit)}
              </span>
            ));
      },
    })),
    {
      id: 'steps',
      title: text(strings.steps),
      isNumber: true,
      value: (entry) => runOf(entry)?.step,
      cell: (entry) => groupedNumber(runOf(entry)?.step ?? 0),
    },
    {
      id: 'time',
      title: text(strings.time),
      isNumber: true,
      value: (entry) => runOf(entry)?.seconds,
      cell: (entry) => timeText(runOf(entry)?.seconds ?? 0),
    },
    {
      id: 'state',
      title: text(strings.state),
      isNumber: false,
      value: (entry) => runOf(entry)?.state,
      cell: (entry) => text(strings[runOf(entry)?.state ?? 'lost']),
    },
  ];
}

function figureColumn(measure: RunMeasure, { entries }: ShownComparison): Column {
  const valueOf = ({ figures }: ShownEntry): number | undefined => figures[measure]?.[0];
  const finite = entries.flatMap((entry) => valueOf(entry) ?? []).filter(Number.isFinite);
  const best = isShare(measure) ? Math.max(...finite) : Math.min(...finite);
  const write = (value: number): string => (isShare(measure) ? percent(value, 1) : roundedNumber(value, 3));
  return {
    id: measure,
    title: text(strings[measure]),
    isNumber: true,
    value: valueOf,
    cell: (entry) => {
      const [value, low = NaN, high = NaN] = entry.figures[measure] ?? [];
      if (value === undefined) return '–';
      return (
        <>
          {write(value)}
          {value === best && entries.length > 1 && <strong class="best">{text(strings.best)}</strong>}
          {entry.runs.length > 1 && (
            <span class="hint figure-range">{text(strings.range, write(low), write(high))}</span>
          )}
        </>
      );
    },
  };
}

function editText({ step, kind, to }: ShownRun['edits'][number]): string {
  const words = {
    definition: strings.editedText,
    learningRate: strings.editedRate,
    parameter: strings.editedParameter,
  };
  return text(words[kind], groupedNumber(step), to);
}

function settingText(name: string, value: string | number | boolean | null | undefined): string {
  if (value == null) return '–';
  if (name === 'definition') return text(strings.definitionNumber, String(value));
  if (name === 'numbers') return text(strings.numbersNumber, String(value));
  return typeof value === 'number' && Number.isInteger(value) && name === 'parameters'
    ? groupedNumber(value)
    : String(value);
}

function timeText(seconds: number): string {
  if (seconds < 0.1) return text(strings.underSeconds, groupedNumber(0.1, 1));
  return seconds < 120
    ? text(strings.seconds, groupedNumber(seconds, 1))
    : text(strings.minutes, groupedNumber(seconds / 60, 1));
}
