import { runTable, tableCsv, type RunColumn } from '../../../src/protocol/runTable';
import { evaluationNames, layerScalarNames } from '../../../src/protocol/trainingFrame';
import { series } from '../state/series';
import { layers, network, state, status } from '../state/store';
import type { MenuItem } from '../../kit/controls/Menu';
import { jsonText } from '../../../src/protocol/jsonText';
import { showNotice } from '../../kit/Notice';
import { strings } from '../networkTexts';
import { marks } from '../sections/charts/runMarks';
import { report } from './runReport';
import { strings as reportStrings } from './reportTexts';
import { log } from '../../kit/hostConnection';
import { text } from '../../kit/translation';
import { post } from '../state/host';

/**
 * Everything the charts have, each under the step it stands
 * at. Long runs come as the lowest and highest of each part.
 */
function columns(): readonly RunColumn[] {
  const evaluated = evaluationNames.map((name) => ({ name, points: series.evaluation(name) }));
  const scalars = layers.value.flatMap((layer, at) =>
    layerScalarNames.map((name) => ({ name: `${layer.name}.${name}`, points: series.scalar(at, name) })),
  );
  return [
    { name: 'loss', points: series.losses },
    { name: 'learningRate', points: series.learningRates },
    ...evaluated,
    ...scalars,
  ];
}

function runAsCsv(): string {
  return tableCsv(runTable(columns()));
}

/** The run with what it is of. */
function runAsJson(): string {
  const run = status.value;
  const { names, rows } = runTable(columns());
  const described = {
    file: state.value?.fileName ?? null,
    network: network.value?.name ?? null,
    data: network.value?.data ?? null,
    parameterCount: network.value?.parameterCount ?? null,
    state: run?.state ?? null,
    step: run?.step ?? null,
    stepsPerEpoch: run?.stepsPerEpoch ?? null,
    epochs: run?.epochs ?? null,
    kernels: state.value?.run?.kernels ?? null,
    marks: marks.value,
  };
  return `${jsonText({ ...described, columns: names, rows })}\n`;
}

/**
 * Hands the bytes of a file to the extension, which asks where to save them.
 * @param view what it is of: `loss`
 */
export function saveExport(
  view: string,
  format: 'svg' | 'png' | 'csv' | 'json' | 'html',
  bytes: Uint8Array,
): void {
  // Of a network there are many recordings, each in a folder of its own name.
  const recorded = state.peek()?.recording === undefined ? undefined : state.peek()?.fileName;
  const owner = recorded ?? network.peek()?.name.toLowerCase();
  post({ kind: 'export', name: owner === undefined ? view : `${owner}-${view}`, format, bytes });
}

function saveText(format: 'csv' | 'json' | 'html', content: string): void {
  saveExport(format === 'html' ? 'report' : 'run', format, new TextEncoder().encode(content));
}

/** The numbers of the run, as files or in the clipboard. */
export function runItems(): MenuItem[] {
  return [
    {
      label: text(strings.runCsv),
      onChoose: () => {
        saveText('csv', runAsCsv());
      },
    },
    {
      label: text(strings.runJson),
      onChoose: () => {
        saveText('json', runAsJson());
      },
    },
    {
      label: text(strings.copyRun),
      onChoose: () => {
        post({ kind: 'copy', text: runAsCsv() });
      },
    },
  ];
}

/** What every view offers: all of the run in one file. */
export function reportItem(): MenuItem {
  return {
    label: text(reportStrings.item),
    onChoose: () => {
      void saveReport();
    },
  };
}

/** Makes the report and hands it to the extension, or says why it cannot. */
export async function saveReport(): Promise<void> {
  try {
    const html = await report();
    if (html !== undefined) saveText('html', html);
  } catch (error) {
    showNotice(text(reportStrings.failed, String(error)));
    log('error', `The report failed: ${String(error)}`);
  }
}
