import { markup, type Markup } from '../../kit/export/markup';
import { pictureOf, svg } from '../../kit/export/svgPicture';
import { colorOf, fontFamily } from '../../kit/theme/themeColors';
import { text } from '../../kit/translation';
import { shownValueAt } from '../../charts/chartLines';
import { chartChoices } from '../sections/charts/chartChoices';
import { readableValue } from '../../charts/Swatch';
import { chartIds, chartModel, hasChart, type ChartModel } from '../sections/charts/chartModels';
import { plotAsSvg, plotInset } from '../../charts/LinePlot';
import { markerPath } from '../../charts/lineLooks';
import { partsTable } from '../sections/charts/partsTable';
import { markGroups, marks } from '../sections/charts/runMarks';
import { stepsDone } from '../state/store';
import { strings } from './reportTexts';

/** In CSS pixels. */
const size = { width: 640, height: 240 } as const;

/** All charts, over all steps of the run, whatever is zoomed or hidden in the panel. */
export function reportCurves(): readonly Markup[] {
  return chartIds
    .filter(hasChart)
    .map((id) => chartModel(id, chartChoices()))
    .filter(({ lines }) => lines.length > 0)
    .map(curve);
}

function curve(model: ChartModel): Markup {
  const range = { low: 0, high: Math.max(1, stepsDone.value) };
  const plot = plotAsSvg({ model, range, hidden: new Set(), emphasised: undefined }, size.width, size.height);
  plot.append(...markShapes(range.high));
  const picture = pictureOf(plot, size.width, size.height).text;
  const { caption, headings, rows } = partsTable({
    caption: model.title,
    lines: model.lines,
    range,
    percent: model.percent,
    marks: marks.value,
  });
  return markup`<figure data-curve="${model.id}">
<figcaption>${model.title}</figcaption>
<img src="data:image/svg+xml,${encodeURIComponent(picture)}" alt="${caption}" width="${size.width}" height="${size.height}">
<ul class="legend">${model.lines.map((line) => {
    const { color, dash, marker } = line.look;
    const ink = colorOf(color);
    const sign =
      line.sparse || line.layer !== undefined
        ? markup`<path d="${markerPath(marker, 14, 6)}" fill="${marker === 'cross' ? 'none' : ink}" stroke="${ink}"/>`
        : '';
    const value = readableValue(shownValueAt(line, Infinity), model.percent);
    return markup`<li><svg width="28" height="12" aria-hidden="true"><path d="M1 6h26" stroke="${ink}" stroke-width="2" stroke-dasharray="${dash.join(' ')}"/>${sign}</svg> ${line.name} <b>${value}</b></li>`;
  })}</ul>
${model.note === undefined ? '' : markup`<p class="note">${model.note}</p>`}
<details><summary>${text(strings.numbers)}</summary><table><thead><tr>${headings.map((heading) => markup`<th scope="col">${heading}</th>`)}</tr></thead>
<tbody>${rows.map(([first, ...cells]) => markup`<tr><th scope="row">${first ?? ''}</th>${cells.map((cell) => markup`<td>${cell}</td>`)}</tr>\n`)}</tbody></table></details>
</figure>`;
}

/** The lines of what changed the run's course, as in the panel. */
function markShapes(end: number): readonly Element[] {
  const across = size.width - plotInset.left - plotInset.right;
  return markGroups(marks.value, { low: 0, high: end }, across).flatMap(({ step, word, side }) => {
    const x = plotInset.left + (step / end) * across;
    const rule = svg('path', { d: `M${x.toFixed(1)} 6V${size.height - 24}`, stroke: colorOf('--mark') });
    if (side === 'none') return [rule];
    const label = {
      x: side === 'right' ? x + 4 : x - 4,
      y: 16,
      fill: colorOf('--foreground'),
      'text-anchor': side === 'right' ? 'start' : 'end',
      'font-family': fontFamily(),
      'font-size': 11,
    };
    return [rule, svg('text', label, [word])];
  });
}
