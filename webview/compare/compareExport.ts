import { measures, type ShownComparison, type ShownEntry } from '../../src/protocol/comparePanelMessages';
import { jsonText, type Json } from '../../src/protocol/jsonText';
import type { MenuItem } from '../kit/controls/Menu';
import { text } from '../kit/translation';
import { post } from './compareHost';
import { comparison, shownFigures } from './compareStore';
import { strings } from './compareTexts';

/**
 * Hands the bytes of a file to the extension, which asks where to save them.
 * @param view what it is of: `testLoss`
 */
export function saveExport(view: string, format: 'svg' | 'png' | 'csv' | 'json', bytes: Uint8Array): void {
  post({ kind: 'export', name: `comparison-${view}`, format, bytes });
}

function saveText(view: string, format: 'csv' | 'json', content: string): void {
  saveExport(view, format, new TextEncoder().encode(content));
}

/** The numbers, as files or in the clipboard. */
export function numberItems(): readonly MenuItem[] {
  const item = (label: string, act: (compared: ShownComparison) => void): MenuItem => ({
    label: text(label),
    onChoose: () => {
      if (comparison.value !== null) act(comparison.value);
    },
  });
  return [
    item(strings.csvCurves, (compared) => {
      saveText('curves', 'csv', curvesAsCsv(compared));
    }),
    item(strings.csvRuns, (compared) => {
      saveText('runs', 'csv', runsAsCsv(compared));
    }),
    item(strings.json, (compared) => {
      saveText('runs', 'json', asJson(compared));
    }),
    item(strings.copyRuns, (compared) => {
      post({ kind: 'copy', text: runsAsCsv(compared) });
    }),
  ];
}

type Cell = string | number | boolean | null | undefined;

/** Texts with what CSV itself is made of stand in quotes. */
function csv(rows: readonly (readonly Cell[])[]): string {
  const cell = (value: Cell): string => {
    const written = String(value ?? '');
    return /[",\n]/.test(written) ? `"${written.replaceAll('"', '""')}"` : written;
  };
  return rows.map((row) => `${row.map(cell).join(',')}\n`).join('');
}

/** A row for each value: entries were measured at different steps. */
function curvesAsCsv({ entries }: ShownComparison): string {
  const rows = entries.flatMap(({ name, curves }) =>
    measures.flatMap((measure) => {
      const { steps = [], values = [], low = [], high = [] } = curves[measure] ?? {};
      return Array.from(steps, (step, at): Cell[] => [name, measure, step, values[at], low[at], high[at]]);
    }),
  );
  return csv([['run', 'measure', 'step', 'value', 'lowest', 'highest'], ...rows]);
}

function runsAsCsv({ entries, runs, settings }: ShownComparison): string {
  const figures = shownFigures.value;
  const headings = figures.flatMap((name) => [name, `${name}.lowest`, `${name}.highest`]);
  const rows = entries.map((entry): Cell[] => {
    const first = runs[entry.runs[0] ?? 0];
    return [
      entry.name,
      entry.runs.length,
      first?.state,
      first?.step,
      ...figures.flatMap((name) => [...(entry.figures[name] ?? [undefined, undefined, undefined])]),
      ...entry.settings,
    ];
  });
  return csv([['run', 'runs', 'state', 'steps', ...headings, ...settings], ...rows]);
}

function asJson({ entries, runs, settings, problems }: ShownComparison): string {
  const described: Json = {
    runs: runs.map(({ name, created, state, step, seconds, stepsPerEpoch = null, edits, evaluated }) => ({
      name,
      created,
      state,
      step,
      seconds,
      stepsPerEpoch,
      edits: edits.map((edit) => ({ ...edit })),
      evaluated: evaluated && { ...evaluated },
    })),
    lines: entries.map((entry) => ({
      name: entry.name,
      runs: entry.runs,
      settings: Object.fromEntries(settings.map((name, at) => [name, entry.settings[at] ?? null])),
      last: figuresOf(entry),
      curves: curvesOf(entry),
    })),
    problems,
  };
  return `${jsonText(described)}\n`;
}

function figuresOf({ figures }: ShownEntry): Json {
  return Object.fromEntries(
    Object.entries(figures).map(([name, [value = NaN, lowest = NaN, highest = NaN]]) => [
      name,
      { value, lowest, highest },
    ]),
  );
}

function curvesOf({ curves }: ShownEntry): Json {
  return Object.fromEntries(
    Object.entries(curves).map(([name, { steps, values, low, high }]) => [
      name,
      {
        steps: [...steps],
        values: [...values],
        ...(low !== undefined && { lowest: [...low] }),
        ...(high !== undefined && { highest: [...high] }),
      },
    ]),
  );
}
