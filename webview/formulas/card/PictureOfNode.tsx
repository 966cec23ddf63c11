import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { PanelNode } from '../../../src/protocol/formulaPanelMessages';
import { entryName, shortNumber } from '../../kit/numbers';
import { text } from '../../kit/translation';
import { toggleOpen } from '../formulaActions';
import { strings } from '../formulasTexts';
import { openNodes } from '../formulaViewState';
import { maskReason } from '../reasons';
import { shownContribution } from '../walkNumbers';
import { NodePicture } from '../pictures/NodePicture';
import { pictureSize } from '../pictures/pictureSize';
import { samplesOf } from '../pictures/SoftmaxPicture';

/** What a node does as a picture, with its legend. */
export function PictureOfNode({ node }: { readonly node: PanelNode }): JSX.Element {
  const { picture } = node;
  const isSoftmax = picture === 'softmax' || picture === 'softmaxWithTarget';
  const sample = useSignal(0);
  const { width, height } = pictureSize(node);
  const titles = {
    mask: strings.reluTitle,
    sigmoid: strings.sigmoidTitle,
    softmax: strings.softmaxAloneTitle,
    softmaxWithTarget: strings.softmaxTitle,
  } as const;
  const title = picture === 'none' ? '' : text(titles[picture]);
  const samples = isSoftmax ? samplesOf(node) : 1;
  return (
    <section>
      <h3 class="section-heading">{title}</h3>
      {samples > 1 && (
        <div class="samples" role="group" aria-label={text(strings.softmaxSample, '')}>
          {Array.from({ length: Math.min(samples, 12) }, (_, at) => (
            <button
              key={at}
              class="chip"
              type="button"
              aria-pressed={sample.value === at}
              onClick={() => {
                sample.value = at;
              }}
            >
              {text(strings.softmaxSample, at)}
            </button>
          ))}
        </div>
      )}
      <svg
        class="card-picture"
        viewBox={`0 0 ${width} ${height}`}
        width={width}
        height={height}
        role="img"
        aria-label={title}
      >
        <NodePicture node={node} sample={sample.value} />
      </svg>
      {picture === 'mask' && (
        <ul class="picture-legend">
          <li>
            <svg class="swatch" viewBox="0 0 16 12" aria-hidden="true">
              <rect class="cell-ground" width={16} height={12} />
              <rect class="cell-hatch" width={16} height={12} />
            </svg>
            {text(strings.reluBlocked)}
          </li>
        </ul>
      )}
      {picture === 'mask' && <Reasons node={node} />}
      {isSoftmax && (
        <ul class="picture-legend">
          <li>
            <svg class="swatch" viewBox="0 0 16 12" aria-hidden="true">
              <rect class="bar-prediction" width={16} height={12} />
            </svg>
            {text(strings.softmaxPrediction)}
          </li>
          {picture === 'softmaxWithTarget' && (
            <>
              <li>
                <svg class="swatch" viewBox="0 0 16 12" aria-hidden="true">
                  <rect class="bar-target" x={1} y={1} width={14} height={10} />
                </svg>
                {text(strings.softmaxTarget)}
              </li>
              <li>
                <span class="swatch-text is-backward" aria-hidden="true">
                  ±
                </span>
                {text(strings.softmaxGradient)}
              </li>
            </>
          )}
        </ul>
      )}
      <button
        class="button is-secondary"
        type="button"
        aria-pressed={openNodes.value.has(node.id)}
        onClick={() => {
          toggleOpen(node.id);
        }}
      >
        {text(strings.openNode, node.symbol)}
      </button>
    </section>
  );
}

/** So many entries are told one by one. */
const mostReasons = 24;

/** Of every entry of the gradient that goes through a mask: what it is, and why. */
function Reasons({ node }: { readonly node: PanelNode }): JSX.Element | null {
  const gradient = shownContribution(node.id, 0);
  if (typeof gradient === 'string' || gradient.kind !== 'whole') return null;
  const told = [...gradient.data.subarray(0, mostReasons)].flatMap((value, entry) => {
    const reason = maskReason(node, entry);
    return reason === undefined ? [] : [{ entry, value, reason }];
  });
  const left = gradient.data.length - mostReasons;
  return (
    <table class="reasons" aria-label={text(strings.reasons)}>
      <tbody>
        {told.map(({ entry, value, reason }) => (
          <tr key={entry}>
            <th scope="row">{`dx${entryName(gradient.shape, entry)}`}</th>
            <td class="exact is-backward">{`= ${shortNumber(value)}`}</td>
            <td>{reason}</td>
          </tr>
        ))}
        {left > 0 && (
          <tr>
            <td colSpan={3} class="hint">
              {text(strings.moreReasons, left)}
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
