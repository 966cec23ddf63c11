import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { ComparedPicture, ShownEntry, ShownSnapshot } from '../../src/protocol/comparePanelMessages';
import { Swatch } from '../charts/Swatch';
import { capture } from '../kit/export/capture';
import { ExportMenu } from '../kit/export/ExportMenu';
import { groupedNumber, percent, roundedNumber } from '../kit/numbers';
import { TableToggle, TableTwin, type TwinTable } from '../kit/table/TableTwin';
import { text } from '../kit/translation';
import { choose } from '../kit/viewChoices';
import { saveExport } from './compareExport';
import { lookOf } from './compareLines';
import { axisKind, comparison, snapshots } from './compareStore';
import { strings } from './compareTexts';
import { barsPath, commonSpan, sharesIn, statisticsOf, type Span } from './histogramShape';
import { LayerChoice } from './LayerChoice';
import { LayerPicture } from './LayerPicture';
import {
  moment,
  moments,
  panes,
  pictureKinds,
  requestSnapshots,
  shownKind,
  shownLayer,
} from './snapshotMoments';

const small = { width: 92, height: 52 } as const;
const large = { width: 230, height: 110 } as const;
/** Parts of a histogram in its table. */
const parts = 8;

/** What the layers of the runs hold at one moment: the book's histograms of activations, and more. */
export function LayersBeside(): JSX.Element {
  const element = useRef<HTMLElement>(null);
  useEffect(requestSnapshots, []);
  const shown = panes.value.map(({ entry, run, step }) => ({
    entry,
    step,
    snapshot: snapshots.value.shown.find((each) => each.run === run),
  }));
  const pictures = shown.flatMap(({ snapshot }) => snapshot?.pictures ?? []);
  const spans = new Map(
    [...new Set(pictures.map(({ layer }) => layer))].map((layer) => [
      layer,
      commonSpan(pictures.filter((picture) => picture.layer === layer)),
    ]),
  );
  const reach = Math.max(0, ...pictures.map(reachOf));
  const order = commonOrder(
    shown.map(({ snapshot }) => (snapshot?.pictures ?? []).map(({ layer }) => layer)),
  );
  return (
    <section class="section" ref={element} data-section="layers" aria-labelledby="layers-title">
      <div class="section-header">
        <h2 class="section-title" id="layers-title">
          {text(strings.inside)}
        </h2>
        <div class="section-tools">
          <TableToggle id="layers" />
          <ExportMenu
            title={text(strings.inside)}
            draw={() => capture(element.current)}
            save={(format, bytes) => {
              saveExport('layers', format, bytes);
            }}
          />
        </div>
      </div>
      <Controls />
      {moment.value === undefined ? (
        <p class="hint">{text(strings.insideEmpty)}</p>
      ) : (
        <>
          {shownKind.value !== 'mask' && <p class="hint">{text(strings.sameScale)}</p>}
          <div class={shownLayer.value === null ? undefined : 'runs-beside'}>
            {shown.map((each) => (
              <LayersOfRun key={each.entry.name} {...each} spans={spans} order={order} reach={reach} />
            ))}
          </div>
          <LayersTable />
        </>
      )}
    </section>
  );
}

/** The layers of all runs, each behind those that are before it in its own run. */
function commonOrder(lists: readonly (readonly string[])[]): readonly string[] {
  const order: string[] = [];
  for (const list of lists) {
    let place = 0;
    for (const layer of list) {
      const known = order.indexOf(layer);
      if (known < 0) order.splice(place++, 0, layer);
      else place = known + 1;
    }
  }
  return order;
}

/** Which layer, of what, and when. */
function Controls(): JSX.Element {
  const layers = [...new Set(comparison.value?.runs.flatMap((run) => run.layers) ?? [])];
  const { value: places } = moments;
  const at = places.indexOf(moment.value ?? NaN);
  return (
    <div class="choices">
      <label>
        {text(strings.kind)}
        <select
          class="field"
          value={shownKind.value}
          onChange={({ currentTarget }) => {
            choose('kind', currentTarget.value);
          }}
        >
          {pictureKinds.map((kind) => (
            <option key={kind} value={kind}>
              {text(strings[kind])}
            </option>
          ))}
        </select>
      </label>
      <LayerChoice id="pictureLayer" label={strings.layer} all={strings.everyLayer} layers={layers} />
      {places.length > 0 && (
        <label class="moment">
          {text(strings.moment)}
          <input
            type="range"
            min={0}
            max={places.length - 1}
            step={1}
            value={at}
            aria-valuetext={momentText()}
            onInput={({ currentTarget }) => {
              choose('moment', places[Number(currentTarget.value)] ?? 0);
            }}
          />
          <output>{momentText()}</output>
        </label>
      )}
    </div>
  );
}

function momentText(): string {
  const place = moment.value ?? 0;
  return axisKind.value === 'steps'
    ? text(strings.momentSteps, groupedNumber(place))
    : text(strings.momentEpochs, groupedNumber(place, 2));
}

/** How far from zero the cells of a picture reach: all runs have one scale. */
function reachOf({ cells }: ComparedPicture): number {
  const values = cells?.extremes ?? cells?.means ?? new Float32Array();
  return values.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0);
}

interface LayersOfRunProps {
  readonly entry: ShownEntry;
  /** That was asked for. */
  readonly step: number;
  /** Absent until it has come. */
  readonly snapshot: ShownSnapshot | undefined;
  readonly spans: ReadonlyMap<string, Span | undefined>;
  /** Of the layers of all runs: the same layer stands at the same place in each. */
  readonly order: readonly string[];
  readonly reach: number;
}

function LayersOfRun({ entry, step, snapshot, spans, order, reach }: LayersOfRunProps): JSX.Element {
  const isLarge = shownLayer.value !== null;
  const pictures = order.map((layer) => ({
    layer,
    picture: snapshot?.pictures.find((each) => each.layer === layer),
  }));
  const last = Math.max(-1, ...pictures.map(({ picture }, at) => (picture === undefined ? -1 : at)));
  return (
    <article class="layers-of-run" data-run={entry.name} aria-label={entry.name}>
      <h3>
        <Swatch line={{ look: lookOf(entry), sparse: false, marked: true }} />
        {entry.name}
        {snapshot !== undefined && <span class="hint">{whenText(snapshot, step)}</span>}
      </h3>
      {snapshot?.damaged !== undefined && (
        <p class="headline-warning">{text(strings.damagedSnapshot, snapshot.damaged)}</p>
      )}
      {snapshot !== undefined && snapshot.step !== null && snapshot.pictures.length === 0 && (
        <p class="hint">{text(strings.noPicture)}</p>
      )}
      <div class="layer-pictures">
        {pictures.slice(0, last + 1).map(({ layer, picture }) =>
          picture === undefined ? (
            <figure key={layer} aria-hidden="true" />
          ) : (
            <figure key={layer} data-layer={layer}>
              {!isLarge && <figcaption>{layer}</figcaption>}
              <Histogram
                picture={picture}
                span={spans.get(layer)}
                size={isLarge ? large : small}
                name={entry.name}
              />
              {picture.cells !== undefined && (
                <LayerPicture picture={picture} cells={picture.cells} reach={reach} name={entry.name} />
              )}
            </figure>
          ),
        )}
      </div>
    </article>
  );
}

function whenText({ step, damaged }: ShownSnapshot, requested: number): string {
  if (step === null) return damaged === undefined ? text(strings.noSnapshot) : '';
  return text(step === requested ? strings.snapshotOf : strings.nearest, groupedNumber(step));
}

interface HistogramProps {
  readonly picture: ComparedPicture;
  readonly span: Span | undefined;
  readonly size: { readonly width: number; readonly height: number };
  /** Of the run. */
  readonly name: string;
}

/** How the entries of a tensor are spread, with mean and deviation in words. */
function Histogram({ picture, span, size, name }: HistogramProps): JSX.Element {
  const figures = figuresOf(picture);
  const { width, height } = size;
  const label = text(
    strings.histogramLabel,
    text(strings[shownKind.value]),
    picture.layer,
    name,
    figures.join(', '),
  );
  return (
    <>
      {span !== undefined && (
        <svg class="spread" width={width} height={height + 16} role="img" aria-label={label}>
          <path class={`spread-bars is-${shownKind.value}`} d={barsPath(picture, span, width, height)} />
          <path class="plot-axis" d={`M0 ${height}h${width}`} />
          {span.low < 0 && span.high > 0 && (
            <path class="plot-axis" d={`M${(-span.low / (span.high - span.low)) * width} ${height}v4`} />
          )}
          <text class="plot-number" x={0} y={height + 13}>
            {roundedNumber(span.low, 3)}
          </text>
          <text class="plot-number" x={width} y={height + 13} text-anchor="end">
            {roundedNumber(span.high, 3)}
          </text>
        </svg>
      )}
      {figures.map((figure) => (
        <p key={figure} class="hint spread-figures">
          {figure}
        </p>
      ))}
    </>
  );
}

function entriesIn({ shape }: ComparedPicture): number {
  return shape.reduce((product, size) => product * size, 1);
}

function figuresOf(picture: ComparedPicture): readonly string[] {
  const figures = statisticsOf(picture);
  if (figures === undefined) {
    const means = picture.cells?.means ?? new Float32Array();
    const blocked = means.reduce((sum, value) => sum + value, 0) / Math.max(1, means.length);
    return means.length === 0 ? [] : [text(strings.blocked, percent(blocked, 1))];
  }
  const { mean, deviation, zeros, notFinite } = figures;
  const entries = Math.max(1, entriesIn(picture));
  return [
    text(strings.spread, roundedNumber(mean, 3), roundedNumber(deviation, 3)),
    ...(zeros > 0 ? [text(strings.zeros, percent(zeros / entries))] : []),
    ...(notFinite > 0 ? [text(strings.notFinite, percent(notFinite / entries))] : []),
  ];
}

function LayersTable(): JSX.Element {
  const source = useMemo(
    () => ({ shown: snapshots.value.shown, entries: panes.value }),
    [snapshots.value, panes.value],
  );
  return <TableTwin id="layers" source={source} make={makeTable} />;
}

interface TableSource {
  readonly shown: readonly ShownSnapshot[];
  readonly entries: typeof panes.value;
}

function makeTable({ shown, entries }: TableSource): TwinTable {
  const pictures = shown.flatMap((snapshot) => snapshot.pictures);
  const rows = entries.flatMap(({ entry, run }) =>
    (shown.find((each) => each.run === run)?.pictures ?? []).map((picture) => {
      const figures = statisticsOf(picture);
      const span = commonSpan(pictures.filter(({ layer }) => layer === picture.layer));
      const entryCount = Math.max(1, entriesIn(picture));
      return [
        entry.name,
        picture.layer,
        ...[figures?.mean, figures?.deviation, figures?.low, figures?.high].map((value) =>
          value === undefined ? '–' : roundedNumber(value, 4),
        ),
        figures === undefined ? '–' : percent(figures.zeros / entryCount, 1),
        ...(span === undefined ? [] : sharesIn(picture, span, parts).map((share) => percent(share, 1))),
      ];
    }),
  );
  return {
    caption: text(strings.insideTable),
    headings: [
      text(strings.run),
      text(strings.layer),
      text(strings.mean),
      text(strings.deviation),
      text(strings.smallest),
      text(strings.largest),
      text(strings.zeroShare),
      ...Array.from({ length: parts }, (_, at) => text(strings.part, at + 1)),
    ],
    rows,
    words: [1],
  };
}
