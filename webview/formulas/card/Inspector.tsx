import type { JSX } from 'preact';
import { factorNumber, shapeText, shortNumber } from '../../kit/numbers';
import type { PanelNode, EntryCause } from '../../../src/protocol/formulaPanelMessages';
import { CauseCard } from '../../kit/CauseCard';
import { text } from '../../kit/translation';
import { strings } from '../formulasTexts';
import { goToSource, select } from '../formulaActions';
import { operationOf, labelOf } from '../nodeWords';
import { shownValue } from '../walkNumbers';
import { explanation, currentStep, selectedNode, state } from '../formulaStore';
import { ChainRule } from './ChainRule';
import { Numbers, Shares } from './NodeNumbers';
import { PictureOfNode } from './PictureOfNode';
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

/** Why a number is zero, NaN or infinite. */
function Causes(): JSX.Element | null {
  const shown = explanation.value;
  if (shown === null) return null;
  return (
    <CauseCard<EntryCause>
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
              node.kind !== 'data' && node.name !== '' ? node.expression : '',
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
            goToSource(node.id);
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
      {hasPicture && <PictureOfNode node={node} />}
      <Shares node={node} />
      {node.kind === 'data' && <p class="hint">{text(strings.notAnInput)}</p>}
      {node.gradient && <FromEarlier gradient={node.gradient} />}
    </article>
  );
}

/** Which walk a gradient comes from that is a value, and what it is from then on. */
function FromEarlier({
  gradient: { of, pass },
}: {
  readonly gradient: NonNullable<PanelNode['gradient']>;
}): JSX.Element {
  const source = state.value?.graph?.nodes.find(({ id }) => id === of);
  const name = source === undefined ? '' : labelOf(source);
  return (
    <section>
      <p class="hint">{text(strings.gradientAsValue, name, pass)}</p>
      <button
        class="link"
        type="button"
        onClick={() => {
          select(of, true);
        }}
      >
        {name}
      </button>
    </section>
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
