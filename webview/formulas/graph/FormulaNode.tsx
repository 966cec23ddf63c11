import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { shapeText, shortNumber } from '../../kit/numbers';
import { nodeClasses } from '../../graph/nodeClasses';
import { NodeShape } from '../../graph/NodeShape';
import type { Flow } from '../../graph/route';
import { textWidth } from '../../graph/textWidth';
import { classes } from '../../kit/classes';
import { hover, select, startEditing, toggleOpen } from '../formulaActions';
import { shownPart } from '../formulaParts';
import { captionOf, describeNode, labelOf } from '../nodeWords';
import { NodePicture } from '../pictures/NodePicture';
import { openedHeading, openedPadding } from '../pictures/pictureSize';
import { playingStep } from '../formulaPlayback';
import { shownContribution, shownGradient } from '../walkNumbers';
import { currentStep, hovered, lightPath, revealed, state, usesInPass, chosenPass } from '../formulaStore';
import { openNodes, selected } from '../formulaViewState';
import { text } from '../../kit/translation';
import { strings } from '../formulasTexts';
import { captionGap, sumWidth, type PlacedFormula } from './formulaLayout';

/** `3.3 + 2.2 = 5.5` where a number has several uses; empty elsewhere, and until all shares are there. */
function sumOfShares(id: number): string {
  const uses = (usesInPass.value.get(id) ?? []).filter(
    ({ node }) => shownPart.value?.nodes.has(node.id) !== false,
  );
  const gradient = shownGradient(id);
  if (uses.length < 2 || typeof gradient === 'string' || gradient.kind !== 'whole') return '';
  const shares = uses.map(({ node, input }) => shownContribution(node.id, input));
  const short = text(strings.sumOfUses, uses.length);
  if (gradient.shape.length > 0) return short;
  const terms = shares.map((share) =>
    typeof share === 'object' && share.kind === 'whole' ? shortNumber(share.data[0] ?? NaN) : '?',
  );
  const sum = `${terms.join(' + ').replaceAll('+ -', '− ')} = ${shortNumber(gradient.data[0] ?? NaN)}`;
  return textWidth(sum, 'editor', 12) <= sumWidth ? sum : short;
}

export function FormulaNode({
  placed,
  flow,
}: {
  readonly placed: PlacedFormula;
  readonly flow: Flow;
}): JSX.Element {
  const { node, form, size, x, y } = placed;
  const id = node.id;
  const result = form === 'result';
  const look = useComputed(() => {
    const step = playingStep.value ?? currentStep.value;
    return nodeClasses({
      form,
      isSelected: selected.value === id && !result,
      isPointed: hovered.value === id || revealed.value === id,
      phase: step?.node === id && !result ? step.phase : undefined,
      isLit: lightPath.value.has(id),
      more: classes(
        chosenPass.value?.target === id && 'is-target',
        state.value?.edits.some((edit) => edit.node === id) === true && 'is-edited',
      ),
    });
  });
  const sum = useComputed(() => (result ? '' : sumOfShares(id)));
  const open = useComputed(() => openNodes.value.has(id));
  const description = useComputed(() => describeNode(node));
  const focusable = useComputed(() => (selected.value ?? state.value?.graph?.nodes[0]?.id) === id);
  const left = -size.width / 2;
  const top = -size.height / 2;
  const hasPicture = form === 'layer' && node.picture !== 'none';
  const opened = hasPicture && open.value;
  const caption = result ? '' : captionOf(node);
  const shape = node.shape.length > 0 && form === 'data' ? shapeText(node.shape) : '';
  const beside = flow === 'down';
  const lines = [caption, shape, sum.value].filter((line) => line !== '').length;
  const captionX = beside ? size.width / 2 + captionGap : 0;
  const captionY = beside ? (lines - 1) * -8 : size.height / 2 + 13;
  const captionAnchor = beside ? 'start' : 'middle';

  // Only the shape and its name are the button: what it says aloud begins with what stands on it.
  const face = (
    <>
      <NodeShape outline={placed.outline} size={size} />
      <text class="node-symbol" x={hasPicture ? 7 : 0} y={opened ? top + 19 : 0}>
        {form === 'data' || result ? labelOf(node) : node.symbol}
      </text>
    </>
  );
  if (result) {
    return (
      <g
        class={look.value}
        transform={`translate(${x} ${y})`}
        aria-hidden="true"
        data-result={id}
        onClick={() => {
          select(id, true);
        }}
      >
        {face}
      </g>
    );
  }
  return (
    <g
      class={look.value}
      transform={`translate(${x} ${y})`}
      data-node={id}
      onClick={(event) => {
        select(id, true);
        if (hasPicture && event.detail === 2) toggleOpen(id);
      }}
      onDblClick={() => {
        startEditing(id, 0);
      }}
      onPointerEnter={() => {
        hover(id);
      }}
      onPointerLeave={() => {
        hover(null);
      }}
    >
      <g
        class="node-button"
        role="button"
        tabindex={focusable.value ? 0 : -1}
        aria-label={description.value}
        aria-pressed={selected.value === id}
        aria-expanded={hasPicture ? open.value : undefined}
        data-button={id}
      >
        {face}
      </g>
      <g aria-hidden="true">
        {hasPicture && (
          <path
            class="node-disclosure"
            d={opened ? 'M-4 -2 L0 2 L4 -2' : 'M-2 -4 L2 0 L-2 4'}
            transform={`translate(${left + 12} ${opened ? top + 19 : 0})`}
          />
        )}
        {opened && (
          <g transform={`translate(${left + openedPadding} ${top + openedHeading})`}>
            <NodePicture node={node} />
          </g>
        )}
        {caption !== '' && (
          <text class="node-caption" x={captionX} y={captionY} text-anchor={captionAnchor}>
            {caption}
          </text>
        )}
        {shape !== '' && (
          <text class="node-caption is-shape" x={captionX} y={captionY} text-anchor={captionAnchor}>
            {shape}
          </text>
        )}
        {sum.value !== '' && (
          <text
            class="node-sum"
            x={captionX}
            y={captionY + (lines > 1 ? 16 : beside ? 0 : 3)}
            text-anchor={captionAnchor}
          >
            {sum.value}
          </text>
        )}
      </g>
    </g>
  );
}
