import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { ProductsWork, WindowWork } from '../../../../src/protocol/trainingAnswers';
import { IconButton } from '../../../kit/controls/IconButton';
import { entryName, floatNumber, groupedNumber, shortNumber } from '../../../kit/numbers';
import { text } from '../../../kit/translation';
import { layers, workedOut } from '../../state/store';
import { strings } from './layersTexts';

/** Of a window over many channels so many are written out, those that add most. */
const mostChannels = 8;

/** Where a number of this layer comes from: the patch and the filter, or the products of a gradient. */
export function EntryOrigin({ layer }: { readonly layer: number }): JSX.Element | null {
  const card = useRef<HTMLElement>(null);
  const asked = workedOut.value;
  const isHere = asked?.question.layer === layer;
  useEffect(() => {
    if (isHere) card.current?.scrollIntoView({ block: 'nearest' });
  }, [asked, isHere]);
  if (asked === null || !isHere) return null;
  const { question, answer } = asked;
  const described = layers.value[layer];
  const name = described?.name ?? '';
  // However many samples the mini-batch has, the first axis is theirs.
  const ofOutput = [Infinity, ...(described?.shape ?? [])];
  const sides = question.kind === 'activation' ? ofOutput : (described?.parameters[0]?.shape ?? []);
  const symbol = question.kind === 'activation' ? name : `d${name}.${described?.parameters[0]?.name ?? ''}`;
  return (
    <section ref={card} class="entry-origin" aria-live="polite" data-origin={question.entry}>
      <header class="causes-header">
        <h4>{text(strings.origin, `${symbol}${entryName(sides, question.entry)}`)}</h4>
        <IconButton
          icon="close"
          label={text(strings.originClose)}
          onClick={() => {
            workedOut.value = null;
          }}
        />
      </header>
      {answer === undefined ? (
        <p class="hint">{text(strings.working)}</p>
      ) : typeof answer === 'string' ? (
        <p>{answer}</p>
      ) : answer.kind === 'window' ? (
        <WindowOrigin work={answer} />
      ) : (
        <ProductsOrigin work={answer} />
      )}
    </section>
  );
}

/** Whether the numbers that are shown sum to the one in the picture, digit for digit. */
function Judged({ sum, value }: { readonly sum: Float64Array; readonly value: Float64Array }): JSX.Element {
  const [summed = NaN, given = NaN] = [sum[0], value[0]];
  return (
    <p class="hint">
      {shortNumber(summed) === shortNumber(given)
        ? text(strings.sameValue)
        : text(strings.rounding, floatNumber(given))}
    </p>
  );
}

function WindowOrigin({ work }: { readonly work: WindowWork }): JSX.Element {
  const { shape, patch, kernel, bias, taken, sum, value, entries, inputShape } = work;
  const [channels = 1, rows = 1, columns = 1] = shape;
  const area = rows * columns;
  const sumOf = (channel: number): number => {
    let total = 0;
    for (let at = channel * area; at < (channel + 1) * area; at++)
      total += (patch[at] ?? NaN) * (kernel?.[at] ?? 1);
    return total;
  };
  const all = Array.from({ length: channels }, (_, channel) => ({ channel, sum: sumOf(channel) }));
  const largest = [...all].sort((a, b) => Math.abs(b.sum) - Math.abs(a.sum)).slice(0, mostChannels);
  const shown = largest.sort((a, b) => a.channel - b.channel);
  const rest = all.filter((each) => !shown.includes(each)).reduce((total, each) => total + each.sum, 0);
  const [summed = NaN] = sum;
  const first = entries.find((at) => at >= 0) ?? 0;
  const [, inputChannels = 1, height = 1, width = 1] = inputShape;
  const channelOf = (channel: number): number =>
    kernel === undefined || first < 0
      ? Math.floor(first / (height * width)) % inputChannels
      : firstChannelOf(work) + channel;
  const winner = taken === undefined ? undefined : entries[taken];
  return (
    <>
      {shown.map(({ channel, sum: partial }) => {
        const grid = { work, channel, rows, columns };
        return (
          <div key={channel} class="origin-channel" data-channel={channelOf(channel)}>
            <div class="origin-grids">
              <Grid
                {...grid}
                title={text(strings.patch)}
                number={(at) => patch[at] ?? NaN}
                taken={taken}
                isPatch
              />
              {kernel && (
                <>
                  <span aria-hidden="true">×</span>
                  <Grid {...grid} title={text(strings.kernel)} number={(at) => kernel[at] ?? NaN} />
                  <span aria-hidden="true">=</span>
                  <Grid
                    {...grid}
                    title={text(strings.products)}
                    number={(at) => (patch[at] ?? NaN) * (kernel[at] ?? NaN)}
                  />
                </>
              )}
            </div>
            {kernel && <p>{text(strings.channelSum, channelOf(channel), shortNumber(partial))}</p>}
          </div>
        );
      })}
      {channels > shown.length && (
        <p>{text(strings.moreChannels, groupedNumber(channels - shown.length), shortNumber(rest))}</p>
      )}
      {winner !== undefined && (
        <p class="origin-sum">
          {text(
            strings.taken,
            shortNumber(summed),
            Math.floor(winner / width) % height,
            winner % width,
            Math.floor(winner / (height * width)) % inputChannels,
          )}
        </p>
      )}
      {kernel && (
        <p class="origin-sum">
          {bias === undefined
            ? text(strings.productsOnly, shortNumber(summed))
            : text(
                strings.productsAndBias,
                shortNumber(summed - (bias[0] ?? 0)),
                shortNumber(bias[0] ?? NaN),
                shortNumber(summed),
              )}
        </p>
      )}
      <Judged sum={sum} value={value} />
    </>
  );
}

/** Which channel of the images is the first of the window; one in the padding alone says the first. */
function firstChannelOf({ entries, shape, inputShape }: WindowWork): number {
  const [, rows = 1, columns = 1] = shape;
  const [, inputChannels = 1, height = 1, width = 1] = inputShape;
  const place = entries.findIndex((at) => at >= 0);
  if (place < 0) return 0;
  const channel = Math.floor((entries[place] ?? 0) / (height * width)) % inputChannels;
  return channel - Math.floor(place / (rows * columns));
}

interface GridProps {
  readonly work: WindowWork;
  readonly channel: number;
  readonly rows: number;
  readonly columns: number;
  readonly title: string;
  readonly number: (at: number) => number;
  readonly taken?: number | undefined;
  /** What is in the padding is said to be so. */
  readonly isPatch?: boolean;
}

/** One channel of a window in numbers. */
function Grid({
  work,
  channel,
  rows,
  columns,
  title,
  number,
  taken,
  isPatch = false,
}: GridProps): JSX.Element {
  const cell = (row: number, column: number): ComponentChildren => {
    const at = (channel * rows + row) * columns + column;
    const isOutside = isPatch && (work.entries[at] ?? -1) < 0;
    return (
      <td
        key={column}
        class={at === taken ? 'is-taken' : isOutside ? 'is-padding' : ''}
        title={isOutside ? text(strings.padding) : undefined}
      >
        {shortNumber(number(at))}
      </td>
    );
  };
  return (
    <table class="origin-grid">
      <caption>{title}</caption>
      <tbody>
        {Array.from({ length: rows }, (_, row) => (
          <tr key={row}>{Array.from({ length: columns }, (_unused, column) => cell(row, column))}</tr>
        ))}
      </tbody>
    </table>
  );
}

function ProductsOrigin({ work }: { readonly work: ProductsWork }): JSX.Element {
  const { outputEntries, outputGradients, factors, inputEntries, leftOut, rest, sum, value } = work;
  const [, filters = 1, outHeight = 1, outWidth = 1] = work.outputShape;
  const [, , height = 1, width = 1] = work.inputShape;
  const outputPlace = (entry: number): string =>
    text(
      strings.outputPlace,
      Math.floor(entry / (filters * outHeight * outWidth)),
      Math.floor(entry / (outHeight * outWidth)) % filters,
      Math.floor(entry / outWidth) % outHeight,
      entry % outWidth,
    );
  const factor = (term: number): string => {
    const [number, from] = [shortNumber(factors[term] ?? NaN), inputEntries[term] ?? -1];
    return from < 0
      ? number
      : text(strings.inputPlace, number, Math.floor(from / width) % height, from % width);
  };
  return (
    <>
      <div class="table-twin" role="region" tabIndex={0} aria-label={text(strings.products)}>
        <table class="origin-products">
          <thead>
            <tr>
              <td />
              {[strings.gradientThere, strings.inputThere, strings.product].map((heading) => (
                <th key={heading} scope="col">
                  {text(heading)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {Array.from(outputEntries, (entry, term) => (
              <tr key={term}>
                <th scope="row">{outputPlace(entry)}</th>
                <td>{shortNumber(outputGradients[term] ?? NaN)}</td>
                <td>{factor(term)}</td>
                <td>{shortNumber((outputGradients[term] ?? NaN) * (factors[term] ?? NaN))}</td>
              </tr>
            ))}
            {leftOut > 0 && (
              <tr>
                <th scope="row">{text(strings.moreProducts, groupedNumber(leftOut))}</th>
                <td />
                <td />
                <td>{shortNumber(rest[0] ?? NaN)}</td>
              </tr>
            )}
            <tr class="origin-sum">
              <th scope="row">{text(strings.total)}</th>
              <td />
              <td />
              <td>{shortNumber(sum[0] ?? NaN)}</td>
            </tr>
          </tbody>
        </table>
      </div>
      <Judged sum={sum} value={value} />
    </>
  );
}
