import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { factorNumber, shapeText, shortNumber } from '../../kit/numbers';
import type { PanelNode, ZeroCause } from '../../../src/protocol/formulaPanelMessages';
import { CauseCard } from '../../kit/CauseCard';
import { text } from '../../kit/translation';
import { strings } from '../formulasTexts';
import { askWhyZero, select, startEditing, toggleOpen } from '../formulaActions';
import { describe, operationOf, labelOf } from '../nodeWords';
import { TensorGrid } from '../pictures/TensorGrid';
import { NodePicture } from '../pictures/NodePicture';
import { pictureSize } from '../pictures/pictureSize';
import { samplesOf } from '../pictures/SoftmaxPicture';
import { shownContribution, shownGradient, shownValue, type Shown } from '../shownNumbers';
import { explanation, chosenRun, currentStep, places, selectedNode, usesOf } from '../formulaStore';
import { openNodes } from '../formulaViewState';
import { ChainRule, entryLabel } from './ChainRule';
import { Formula } from '../../kit/formula/Formula';
import { fillIn, outputName, rightSide } from '../../kit/formula/ruleParts';

/**
 * Everything about the chosen node: its chain rule with the
 * run's numbers, its picture, where its zeros come from.
 */
export function Inspector(): JSX.Element {
  const node = selectedNode.value;
  return (
    <aside class="inspector" aria-label={text(strings.details)} tabIndex={0}>
      <Causes />
      {node === undefined ? (
        <p class="hint">{text(strings.nothingSelected)}</p>
      ) : (
        <NodeCard key={node.id} node={node} />
      )}
    </aside>
  );
}

/** Why a gradient is zero. */
function Causes(): JSX.Element | null {
  const shown = explanation.value;
  if (shown === null) return null;
  return (
    <CauseCard<ZeroCause>
      title={text(strings.causes)}
      answer={shown.answer}
      onGo={({ node }) =>
        () => {
          select(node, true);
        }}
      onClose={() => {
        explanation.value = null;
      }}
    />
  );
}

function NodeCard({ node }: { readonly node: PanelNode }): JSX.Element {
  const forwardOnly = currentStep.value?.node === node.id && currentStep.value.phase === 'forward';
  const hasPicture = node.picture !== 'none';
  return (
    <article class="card">
      <header class="card-header">
        {node.symbol !== '' && (
          <span class="card-symbol" aria-hidden="true">
            {node.symbol}
          </span>
        )}
        <div class="card-title">
          <h2>{labelOf(node)}</h2>
          <p class="card-expression">
            {[
              node.kind === 'layer' && node.name !== '' ? node.expression : '',
              operationOf(node) === node.symbol ? '' : operationOf(node),
              shapeText(node.shape),
            ]
              .filter((part) => part !== '')
              .join('  ·  ')}
          </p>
        </div>
        <button
          class="link"
          type="button"
          title={text(strings.goToLine, node.source.line)}
          onClick={() => {
            select(node.id, true);
          }}
        >
          {text(strings.line, node.source.line)}
        </button>
      </header>
      <Numbers node={node} />
      {node.kind === 'layer' && <Forward node={node} />}
      {node.kind === 'layer' && !forwardOnly && (
        <section class="backward">
          <h3 class="section-heading is-backward">{text(strings.backwardHeading)}</h3>
          <div class="rules">
            {node.inputs.map((operand, input) => (
              <ChainRule key={`${operand.node}/${input}`} node={node} input={input} />
            ))}
          </div>
        </section>
      )}
      {hasPicture && <Picture node={node} />}
      <Shares node={node} />
      {node.kind === 'data' && <p class="hint">{text(strings.notAnInput)}</p>}
    </article>
  );
}

/**
 * The entry to ask about: the first that is NaN or infinite, else the first that is zero; -1 where none is.
 */
function oddEntry(data: Float64Array): number {
  const broken = data.findIndex((value) => !Number.isFinite(value));
  return broken === -1 ? data.indexOf(0) : broken;
}

interface NumberRowProps {
  readonly name: string;
  readonly of: string;
  readonly shown: Shown;
  readonly direction: 'forward' | 'backward';
}

/** A number with all its digits; a matrix as cells, with all digits for the screen reader. */
function NumberRow({ name, of, shown, direction }: NumberRowProps): JSX.Element {
  const pictured = typeof shown === 'object' && shown.kind === 'whole' && shown.shape.length > 0;
  const absent = typeof shown === 'string' || shown.kind === 'blank';
  return (
    <>
      <dt class={`is-${direction}`}>{name}</dt>
      <dd class={absent ? 'hint' : `exact is-${direction}`}>
        {pictured && <TensorGrid tensor={shown} name={of} />}
        <span class={pictured ? 'visually-hidden' : ''}>{describe(shown)}</span>
      </dd>
    </>
  );
}

function Numbers({ node }: { readonly node: PanelNode }): JSX.Element {
  const value = shownValue(node.id);
  const gradient = shownGradient(node.id);
  const data = typeof gradient === 'object' && gradient.kind === 'whole' ? gradient.data : undefined;
  const odd = data === undefined ? -1 : oddEntry(data);
  const whyTexts =
    data?.[odd] === 0
      ? { whole: strings.whyZero, entry: strings.whyZeroEntry }
      : { whole: strings.whyNotFinite, entry: strings.whyNotFiniteEntry };
  return (
    <>
      <dl class="numbers">
        <NumberRow name={text(strings.value)} of={labelOf(node)} shown={value} direction="forward" />
        <NumberRow
          name={text(strings.gradient)}
          of={`∂L/∂${labelOf(node)}`}
          shown={gradient}
          direction="backward"
        />
      </dl>
      <div class="card-actions">
        {odd !== -1 && (
          <button
            class="button is-secondary"
            type="button"
            onClick={() => {
              askWhyZero(node.id, odd);
            }}
          >
            <span class="icon icon-question" aria-hidden="true" />
            {node.shape.length === 0
              ? text(whyTexts.whole)
              : text(whyTexts.entry, `∂L/∂${entryLabel(node, odd)}`)}
          </button>
        )}
        {node.editable && typeof value === 'object' && value.kind === 'whole' && (
          <button
            class="button is-secondary"
            type="button"
            onClick={() => {
              startEditing(node.id, 0);
            }}
          >
            <span class="icon icon-edit" aria-hidden="true" />
            {text(strings.edit)}
          </button>
        )}
      </div>
    </>
  );
}

function Forward({ node }: { readonly node: PanelNode }): JSX.Element {
  const output = outputName(node.forwardRule);
  const names = node.inputs.map(({ name }) => name);
  const values = new Map<string, string>();
  for (const { name, node: id } of node.inputs) {
    const value = shownValue(id);
    if (typeof value === 'object' && value.kind === 'whole' && value.shape.length === 0)
      values.set(name, factorNumber(value.data[0] ?? NaN));
  }
  const result = shownValue(node.id);
  const inNumbers =
    values.size === names.length &&
    typeof result === 'object' &&
    result.kind === 'whole' &&
    result.shape.length === 0;
  return (
    <section>
      <h3 class="section-heading is-forward">{text(strings.forwardHeading)}</h3>
      <p>
        <Formula parts={fillIn(node.forwardRule, '', names, { names: new Map() })} />
      </p>
      {inNumbers && (
        <p>
          <Formula
            lead={`${output} = `}
            parts={fillIn(rightSide(node.forwardRule), '', names, { names: values })}
          />
          <span class="formula">
            {' = '}
            <strong class="is-forward">{shortNumber(result.data[0] ?? NaN)}</strong>
          </span>
        </p>
      )}
    </section>
  );
}

function Picture({ node }: { readonly node: PanelNode }): JSX.Element {
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

/** A value used several times: the shares that come back through each use, and their sum. */
function Shares({ node }: { readonly node: PanelNode }): JSX.Element | null {
  const uses = (usesOf.value.get(node.id) ?? []).filter(({ node: user }) => {
    const place = places.value.get(user.id);
    return place !== undefined && chosenRun.value?.gradients[place] != null;
  });
  if (uses.length < 2) return null;
  return (
    <section>
      <h3 class="section-heading is-backward">{text(strings.sumHeading, uses.length)}</h3>
      <table class="shares">
        <tbody>
          {uses.map(({ node: user, input }) => (
            <tr key={`${user.id}/${input}`}>
              <th scope="row">
                {text(strings.throughUse, `${labelOf(user)} · ${user.inputs[input]?.name ?? ''}`)}
              </th>
              <td class="is-backward">{describe(shownContribution(user.id, input))}</td>
            </tr>
          ))}
          <tr class="term-total">
            <th scope="row">{text(strings.sum)}</th>
            <td class="is-backward">
              <strong>{describe(shownGradient(node.id))}</strong>
            </td>
          </tr>
        </tbody>
      </table>
    </section>
  );
}
