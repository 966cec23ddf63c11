import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { entryName, factorNumber, shapeText, shortNumber } from '../../kit/numbers';
import type { PanelNode } from '../../../src/protocol/formulaPanelMessages';
import { text } from '../../kit/translation';
import { strings } from '../formulasTexts';
import { describe, labelOf } from '../nodeWords';
import { shownContribution, shownGradient, shownValue, type Shown } from '../walkNumbers';
import { chosenRun, nodeOf, places } from '../formulaStore';
import { EntryWork } from './EntryWork';
import { Formula } from '../../kit/formula/Formula';
import {
  fillIn,
  isArithmetic,
  leftSide,
  outputName,
  rightSide,
  type RulePart,
} from '../../kit/formula/ruleParts';

/** The number a scalar shows in a formula; `undefined` where there is none to show. */
function scalar(shown: Shown, write: (value: number) => string): string | undefined {
  if (typeof shown === 'string' || shown.kind !== 'whole' || shown.data.length !== 1) return undefined;
  return write(shown.data[0] ?? NaN);
}

interface StageProps {
  readonly number: string;
  readonly name: string;
  /** Its content needs the whole width, below its name. */
  readonly wide?: boolean;
  readonly children: JSX.Element | string;
}

function Stage({ number, name, wide = false, children }: StageProps): JSX.Element {
  return (
    <li class={wide ? 'stage is-wide' : 'stage'}>
      <span class="stage-name">
        <span aria-hidden="true">{number} </span>
        {name}
      </span>
      <span class="stage-content">{children}</span>
    </li>
  );
}

/** How the gradient of one input comes about: the rule, the upstream filled in, all numbers filled in. */
export function ChainRule({
  node,
  input,
}: {
  readonly node: PanelNode;
  readonly input: number;
}): JSX.Element | null {
  const operand = node.inputs[input];
  const source = nodeOf(operand?.node ?? null);
  const upstream = useComputed(() => shownGradient(node.id));
  const contribution = useComputed(() => shownContribution(node.id, input));
  if (operand === undefined || source === undefined) return null;
  const heading = (
    <h3 class="rule-heading">
      <span class="formula-variable">{operand.name}</span>
      <span class="rule-source">{labelOf(source)}</span>
    </h3>
  );
  if (operand.rule === '') {
    return (
      <section class="rule">
        {heading}
        <p class="hint">{text(strings.isTarget)}</p>
      </section>
    );
  }
  const output = outputName(node.forwardRule);
  const inputs = node.inputs.map(({ name }) => name);
  const right = rightSide(operand.rule);
  const plain = fillIn(operand.rule, output, inputs, { names: new Map() });
  const isNumber = node.shape.length === 0 && source.shape.length === 0;

  const scalarStages = (): JSX.Element => {
    const above = scalar(upstream.value, factorNumber);
    const result = scalar(contribution.value, shortNumber);
    const values = new Map<string, string>();
    node.inputs.forEach(({ name, node: id }) => {
      const value = scalar(shownValue(id), factorNumber);
      if (value !== undefined) values.set(name, value);
    });
    const own = scalar(shownValue(node.id), factorNumber);
    if (own !== undefined) values.set(output, own);
    const place = places.value.get(node.id);
    const local = place === undefined ? null : (chosenRun.value?.edges[place]?.[input]?.local ?? null);
    const ruled = fillIn(right, output, inputs, { names: values, upstream: above ?? '?' });
    const factor = local === null ? undefined : scalar(local, factorNumber);
    const product: readonly RulePart[] =
      isArithmetic(ruled) || factor === undefined
        ? ruled
        : [
            { text: above ?? '?', role: 'upstream' },
            { text: ' × ', role: 'plain' },
            { text: factor, role: 'value' },
          ];
    const isOnlyResult = product.length === 1 && product[0]?.role === 'upstream';
    const left: readonly RulePart[] = [{ text: leftSide(operand.rule), role: 'plain' }];
    return (
      <>
        <Stage number="②" name={text(strings.stageUpstream)}>
          {above === undefined ? (
            describe(upstream.value)
          ) : (
            <Formula lead="= " parts={fillIn(right, output, inputs, { names: new Map(), upstream: above })} />
          )}
        </Stage>
        <Stage number="③" name={text(strings.stageNumbers)}>
          {result === undefined ? (
            describe(contribution.value)
          ) : (
            <span>
              {/* Where the rule only hands the upstream on, there is nothing to multiply. */}
              <Formula lead={isOnlyResult ? '' : '= '} parts={isOnlyResult ? left : product} />
              <span class="formula">
                {' = '}
                <strong class="formula-result" data-result={`${node.id}/${input}`}>
                  {result}
                </strong>
              </span>
            </span>
          )}
        </Stage>
      </>
    );
  };

  const tensorStages = (): JSX.Element => {
    const shapes = new Map<string, readonly number[]>();
    for (const { name, node: id } of node.inputs) {
      const shape = nodeOf(id)?.shape ?? [];
      if (shape.length > 0) shapes.set(name, shape);
    }
    if (node.shape.length > 0) shapes.set(output, node.shape);
    const above = node.shape.length === 0 ? scalar(upstream.value, factorNumber) : undefined;
    return (
      <>
        <Stage number="②" name={text(strings.stageShapes)}>
          <Formula
            lead={`${source.shape.length === 0 ? text(strings.aNumber) : shapeText(source.shape)} = `}
            parts={fillIn(right, output, inputs, {
              names: new Map(),
              shapes,
              ...(above === undefined ? {} : { upstream: above }),
            })}
          />
        </Stage>
        <Stage number="③" name={text(strings.stageEntry)} wide>
          {typeof contribution.value === 'string' ? (
            describe(contribution.value)
          ) : (
            <EntryWork node={node} input={input} source={source} contribution={contribution.value} />
          )}
        </Stage>
      </>
    );
  };

  return (
    <section class="rule" aria-label={text(strings.chainRule, labelOf(source))}>
      {heading}
      <ol class="stages">
        <Stage number="①" name={text(strings.stageRule)}>
          <Formula parts={plain} />
        </Stage>
        {isNumber ? scalarStages() : tensorStages()}
      </ol>
    </section>
  );
}

/** `W[1,2]`. */
export function entryLabel(node: PanelNode, entry: number): string {
  return `${labelOf(node)}${entryName(node.shape, entry)}`;
}
