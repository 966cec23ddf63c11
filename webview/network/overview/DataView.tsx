import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { clearedContext } from '../../kit/plot/canvasArea';
import { areaScale } from '../../kit/plot/plotScale';
import { numberList, percent, roundedNumber } from '../../kit/numbers';
import { themeVersion } from '../../kit/theme/themeColors';
import { text } from '../../kit/translation';
import { ClassMarker } from '../classes/ClassMarker';
import { className, mostProbable, predictedName } from '../classes/classNames';
import { ProbabilityBar } from '../classes/Probabilities';
import { usePlane } from '../sections/boundary/ClassPlane';
import type { DrawnField } from '../sections/boundary/dataMarks';
import { drawPoints } from '../sections/boundary/drawPoints';
import { useCurve } from '../sections/boundary/FittedCurve';
import { useSurface } from '../sections/boundary/FittedSurface';
import type { FieldDrawing } from '../sections/boundary/PointPlot';
import { probabilitiesOf } from '../sections/sample/FollowedSample';
import { InputImage } from '../sections/sample/InputImage';
import { chosenSample, isSame } from '../sections/sample/sampleChoice';
import { useViewRequest } from '../state/requests';
import { useSectionViews } from '../state/sectionViews';
import { network, points, shownViews, stepsDone, state } from '../state/store';
import { inputCount, openTab, panelWidth } from '../tabs/openTabs';
import { strings as networkStrings } from '../networkTexts';
import { strings } from './overviewTexts';
import type { Size } from '../../graph/textWidth';
import type { SampleView } from '../../../src/protocol/trainingViews';
import type { SealableView } from '../../../src/protocol/viewLimits';

/** What the network makes of its data: everywhere in a plane, along a line, or of one sample. */
export function DataView(): JSX.Element {
  if (inputCount.value > 2) return <SampleThumb />;
  return <FieldThumb />;
}

function FieldThumb(): JSX.Element {
  useViewRequest('overview/boundary', { boundary: true });
  const picture = useSectionViews(100)?.boundary;
  if (picture === undefined) return <NoPicture of="boundary" />;
  const drawn = { picture, points: points.value };
  if (inputCount.value === 1) return <CurveThumb {...drawn} />;
  return network.value?.task === 'classes' ? <PlaneThumb {...drawn} /> : <SurfaceThumb {...drawn} />;
}

function PlaneThumb(field: DrawnField): JSX.Element {
  return <FieldPicture drawing={usePlane(field, false)} />;
}

function CurveThumb(field: DrawnField): JSX.Element {
  return <FieldPicture drawing={useCurve(field)} />;
}

function SurfaceThumb(field: DrawnField): JSX.Element {
  return <FieldPicture drawing={useSurface(field)} />;
}

function NoPicture({ of }: { readonly of: SealableView }): JSX.Element {
  const isSealed = shownViews.value?.sealed?.views.includes(of) === true;
  if (isSealed) return <p class="data-view hint">{text(networkStrings.sealed)}</p>;
  const isLost = state.value?.status.kind === 'lost';
  const reason = isLost ? networkStrings.lost : stepsDone.value > 0 ? strings.coming : strings.waits;
  return <p class="data-view hint">{text(reason)}</p>;
}

/** In CSS pixels, of the place of the picture; the style sheet gives it the same. */
function placeIn(width: number): Size {
  if (width < 520) return { width: 130, height: 130 };
  if (width < 900) return { width: 176, height: 160 };
  return width < 1500 ? { width: 200, height: 180 } : { width: 220, height: 200 };
}

/** The same picture as in its tab, small and without axes. */
function FieldPicture({ drawing }: { readonly drawing: FieldDrawing }): JSX.Element {
  const { x, y, ratio, marks, look, drawGround, drawAbove, label } = drawing;
  const canvas = useRef<HTMLCanvasElement>(null);
  const place = useComputed(() => placeIn(panelWidth.value)).value;
  const width = Math.round(Math.min(place.width, place.height / ratio));
  const height = Math.round(width * ratio);
  const theme = themeVersion.value;
  useLayoutEffect(() => {
    const context = clearedContext(canvas.current, width, height);
    if (context === undefined) return;
    const scale = areaScale(x, y, width, height);
    drawGround(context, scale);
    drawPoints(context, scale, marks, { ...look, radius: 2, isInBatch: () => false });
    drawAbove?.(context, scale);
  }, [drawGround, drawAbove, marks, look, width, height, theme]);
  return (
    <button
      class="data-view"
      type="button"
      aria-label={text(strings.boundary, label)}
      onClick={() => {
        openTab('boundary');
      }}
    >
      <canvas ref={canvas} aria-hidden="true" style={{ width: `${width}px`, height: `${height}px` }} />
    </button>
  );
}

/** So many classes have room below an image, and where there is none. */
const mostClasses = { belowImage: 3, alone: 7 } as const;

function SampleThumb(): JSX.Element {
  const choice = chosenSample();
  const place = useComputed(() => placeIn(panelWidth.value)).value;
  useViewRequest('overview/sample', { samples: [choice] });
  const samples = useSectionViews(150)?.samples;
  const view = samples?.find((each) => isSame(each.choice, choice));
  const title = text(strings.sampleNumber, choice.index);
  if (view === undefined) return <NoPicture of="samples" />;
  const isClasses = network.value?.task === 'classes';
  const { input } = view;
  const image = input.shape.length > 1 ? input.values : undefined;
  const said = isClasses ? classesOf(view) : valuesOf(view);
  return (
    <button
      class="data-view is-sample"
      type="button"
      onClick={() => {
        openTab('sample');
      }}
    >
      <span class="sample-seen">
        {image !== undefined && (
          <InputImage values={image} shape={input.shape} side={Math.round(place.height / 2)} />
        )}
        <span class="sample-said">
          <b>{title}</b>
          {said.map((sentence) => (
            <span key={sentence}>{sentence}</span>
          ))}
        </span>
      </span>
      {isClasses && (
        <MostProbable view={view} most={image === undefined ? mostClasses.alone : mostClasses.belowImage} />
      )}
      <span class="visually-hidden">{text(strings.opensSample)}</span>
    </button>
  );
}

/** Which class it is, and which the network takes it for. */
function classesOf({ target, prediction }: SampleView): readonly string[] {
  const said = mostProbable(probabilitiesOf(prediction));
  return [text(strings.isClass, className(target[0] ?? NaN)), text(strings.said, predictedName(said))];
}

function valuesOf({ target, prediction }: SampleView): readonly string[] {
  const written = (values: Float32Array): string =>
    numberList(Array.from(values.subarray(0, 3), (value) => roundedNumber(value, 4)));
  return [text(strings.target, written(target)), text(strings.said, written(prediction))];
}

interface MostProbableProps {
  readonly view: SampleView;
  readonly most: number;
}

/** The classes the network holds most likely; the true one is among them, if need be as the last. */
function MostProbable({ view, most }: MostProbableProps): JSX.Element {
  const probabilities = probabilitiesOf(view.prediction);
  const [target = NaN] = view.target;
  const order = Array.from(probabilities, (_, index) => index).sort(
    (a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0),
  );
  const first = order.slice(0, most);
  const shown = first.includes(target) || Number.isNaN(target) ? first : [...first.slice(0, -1), target];
  return (
    <span class="most-probable">
      {shown.map((index) => (
        <span key={index} class={index === target ? 'is-target' : ''} data-class={index}>
          <span class="most-probable-name">
            <ClassMarker index={index} />
            {className(index)}
          </span>
          <ProbabilityBar index={index} value={probabilities[index] ?? 0} />
          <span class="most-probable-number">{percent(probabilities[index] ?? NaN, 1)}</span>
        </span>
      ))}
    </span>
  );
}
