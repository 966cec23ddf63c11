import type { PanelFinding } from '../../../src/protocol/networkPanelState';
import type { PanelNetwork } from '../../../src/protocol/networkDescription';
import { markup, type Markup } from '../../kit/export/markup';
import { drawIn } from '../../kit/export/printColors';
import { groupedNumber, shapeText } from '../../kit/numbers';
import { text } from '../../kit/translation';
import { courseOf, differentLines, marks } from '../sections/charts/runMarks';
import { layerName } from '../sections/graph/drawnGraph';
import { findingName, scalarsOf, scalarText } from '../sections/graph/layerWords';
import { newestStatus } from '../state/running';
import { findings, network, scrubbed, state } from '../state/store';
import { collectPictures, type CollectedPictures } from './collectPictures';
import { reportCurves } from './reportCurves';
import { reportPictures } from './reportPictures';
import { strings } from './reportTexts';

/** Charts and pictures are drawn in print colours, and stand on white in the dark, too. */
const style = `
:root { color-scheme: light dark; --ground: #fff; --ink: #1b1b1b; --muted: #555; --line: #ccc; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #1e1e1e; --ink: #e4e4e4; --muted: #aaa; --line: #555; }
}
@media print { :root { --ground: #fff; --ink: #000; --muted: #444; --line: #bbb; } details { display: none; } }
body { max-width: 1000px; margin: 24px auto; padding: 0 16px; background: var(--ground); color: var(--ink);
  font: 14px/1.5 system-ui, sans-serif; }
h1 { font-size: 22px; } h2 { margin-top: 32px; font-size: 18px; } h3 { margin: 16px 0 4px; font-size: 14px; }
pre, code { font-family: ui-monospace, Consolas, monospace; font-size: 13px; }
pre { padding: 12px; border: 1px solid var(--line); white-space: pre-wrap; overflow-wrap: anywhere; }
table { border-collapse: collapse; } th, td { padding: 2px 10px 2px 0; text-align: start; vertical-align: top; }
td { font-variant-numeric: tabular-nums; } tr { border-bottom: 1px solid var(--line); }
figure { margin: 12px 0; break-inside: avoid; } figcaption { font-weight: 600; }
img { max-width: 100%; background: #fff; } .pictures img { image-rendering: pixelated; }
figure[data-curve] img { height: auto; }
.pictures { display: flex; flex-wrap: wrap; gap: 4px 20px; } .pictures figure { margin: 4px 0; max-width: 200px; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 18px; padding: 0; list-style: none; }
.legend svg { fill: none; vertical-align: middle; background: #fff; }
.note { color: var(--muted); font-size: 12px; font-weight: 400; margin: 2px 0; }
.course code { display: block; }
`;

/**
 * The run as one HTML file that needs nothing else: definition, curves, health, and the last pictures.
 * @returns `undefined` where nothing can be said, or a person did not want to wait for the pictures
 */
export async function report(): Promise<string | undefined> {
  const { value: shown } = network;
  if (shown === null) return undefined;
  const collected = await collectPictures();
  return collected && drawIn('print', () => page(shown, collected).html);
}

function page(shown: PanelNetwork, collected: CollectedPictures): Markup {
  const run = state.value?.run;
  const title = text(strings.title, shown.name);
  return markup`<!doctype html>
<html lang="${document.documentElement.lang || 'en'}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<h1>${title}</h1>
${section('facts', strings.facts, facts(shown))}
${section('definition', strings.definition, markup`<pre>${run?.definition ?? ''}</pre>${run?.changedByHand === true ? markup`<p>${text(strings.changedByHand)}</p>` : ''}`)}
${section('curves', strings.curves, markup`${reportCurves()}`)}
${marks.value.length === 0 ? '' : section('course', strings.course, course())}
${section('health', strings.health, health())}
${section('layers', strings.layers, layerTable(shown))}
${section('pictures', strings.pictures, reportPictures(collected))}
</body>
</html>
`;
}

function section(id: string, title: string, content: Markup): Markup {
  return markup`<section id="${id}">\n<h2>${text(title)}</h2>\n${content}\n</section>`;
}

function facts({ data, parameterCount, optimizer }: PanelNetwork): Markup {
  const run = state.value?.run;
  // What the host said of the panel as a whole is of when it last did: frames came since.
  const { value: status } = newestStatus;
  const { value: step } = scrubbed;
  const rows: readonly (readonly [string, string])[] = [
    [strings.file, state.value?.fileName ?? ''],
    [strings.data, data],
    ...(run
      ? ([
          [
            strings.samples,
            text(strings.samplesValue, groupedNumber(run.trainSamples), groupedNumber(run.testSamples)),
          ],
        ] as const)
      : []),
    ...(status
      ? ([
          [
            strings.progress,
            text(
              strings.progressValue,
              groupedNumber(status.step),
              groupedNumber(status.totalSteps),
              groupedNumber(status.epoch),
            ),
          ],
        ] as const)
      : []),
    ...(step === null
      ? []
      : ([[strings.lookedBack, text(strings.lookedBackValue, groupedNumber(step))]] as const)),
    [strings.parameters, groupedNumber(parameterCount)],
    [strings.optimizer, `${optimizer.name}(${optimizer.settings})`],
  ];
  return markup`<table>${rows.map(([name, value]) => markup`<tr><th scope="row">${text(name)}</th><td>${value}</td></tr>\n`)}</table>`;
}

function course(): Markup {
  return markup`<ul class="course">${marks.value.map(
    (mark) =>
      markup`<li>${courseOf(mark)}${differentLines(mark).map((line) => markup`<code>${line.text}</code>`)}</li>\n`,
  )}</ul>`;
}

function health(): Markup {
  if (findings.value.length === 0) return markup`<p>${text(strings.healthy)}</p>`;
  const open = findings.value.filter(({ resolvedAt }) => resolvedAt === undefined);
  const resolved = findings.value.filter(({ resolvedAt }) => resolvedAt !== undefined);
  return markup`${[...open, ...resolved].map(finding)}`;
}

function finding(found: PanelFinding): Markup {
  const { layer, step, resolvedAt, text: sentence, explanation, remedies } = found;
  const when =
    resolvedAt === undefined
      ? text(strings.open, groupedNumber(step))
      : text(strings.resolved, groupedNumber(step), groupedNumber(resolvedAt));
  const help =
    resolvedAt !== undefined || remedies.length === 0
      ? ''
      : markup`<p>${text(strings.remedies)}</p><ul>${remedies.map((remedy) => markup`<li>${remedy.text}</li>`)}</ul>`;
  return markup`<h3>${layer === undefined ? text(strings.wholeNetwork) : layerName(layer)}: ${findingName(found)} <span class="note">${when}</span></h3>
<p>${sentence}</p><p class="note">${explanation}</p>${help}\n`;
}

function layerTable({ layers }: PanelNetwork): Markup {
  const headings = [strings.layer, strings.type, strings.shape, strings.parameters, strings.gradientNorm];
  const rows = layers.map(({ name, type, settings, shape, parameterFormula }, at) => [
    name,
    settings === '' ? type : `${type}(${settings})`,
    shapeText(shape),
    parameterFormula,
    scalarsOf(at).includes('gradientNorm') ? scalarText(at, 'gradientNorm') : '',
  ]);
  return markup`<table><thead><tr>${headings.map((heading) => markup`<th scope="col">${text(heading)}</th>`)}</tr></thead>
<tbody>${rows.map((cells) => markup`<tr>${cells.map((cell) => markup`<td>${cell}</td>`)}</tr>\n`)}</tbody></table>`;
}
