import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { roundedNumber } from '../../../kit/numbers';
import { nodeClasses, type NodeLook } from '../../../graph/nodeClasses';
import { NodeShape } from '../../../graph/NodeShape';
import type { Flow } from '../../../graph/route';
import { textWidth } from '../../../graph/textWidth';
import { text } from '../../../kit/translation';
import { hover, select } from '../../state/actions';
import { captionHeight, type PlacedLayer } from './networkLayout';
import { shownLoss } from './layerFigures';
import { setFolded } from './drawnGraph';
import { strings } from './networkGraphTexts';
import type { GraphNode } from './networkStructure';
import { describeNode, findingName, findingOf } from './layerWords';
import { hovered, lightPath, revealed, selected } from '../../state/store';
import { currentStep } from './passPlayback';

/** How a node stands out: chosen, pointed at, in the pass, on the way to the cause of a zero. */
export function emphasisOf({ id, members }: GraphNode): Omit<NodeLook, 'form'> {
  const holds = (layer: number | null): boolean => layer !== null && members.includes(layer);
  const step = currentStep.value;
  const isCurrent = step?.layers.some((layer) => members.includes(layer) || layer === id) === true;
  return {
    isSelected: holds(selected.value),
    isPointed: holds(hovered.value) || holds(revealed.value),
    phase: isCurrent ? step.phase : undefined,
    isLit: members.some((layer) => lightPath.value.has(layer)),
  };
}

/** That something is the matter with a layer: a sign and a word, in no colour alone. */
function Badge({ node, y }: { readonly node: GraphNode; readonly y: number }): JSX.Element | null {
  const shown = useComputed(() => {
    const finding = findingOf(node);
    return finding === undefined ? undefined : { ...finding, name: findingName(finding) };
  });
  if (shown.value === undefined) return null;
  const { severity, name, text: sentence } = shown.value;
  const width = textWidth(name, 'interface', 11) + 26;
  return (
    <g class={`badge is-${severity}`} transform={`translate(${-width / 2} ${y})`} data-badge={node.id}>
      <title>{sentence}</title>
      <rect class="badge-ground" y={-9} width={width} height={18} rx={9} />
      <path
        class="badge-sign"
        d={
          severity === 'error'
            ? 'M12 -5 a5 5 0 1 1 -0.01 0 Z M10 -2 L14 2 M14 -2 L10 2'
            : 'M12 -5 L17.5 5 L6.5 5 Z M12 -1.5 V1.5 M12 3 V3.6'
        }
      />
      <text class="badge-text" x={21}>
        {name}
      </text>
    </g>
  );
}

interface NodeViewProps {
  readonly placed: PlacedLayer;
  readonly flow: Flow;
  /** Of all nodes the one that Tab reaches. */
  readonly focusable: boolean;
}

export function LayerNode({ placed, flow, focusable }: NodeViewProps): JSX.Element {
  const { node, size, outline, captions, x, y } = placed;
  const { id, kind, lines, members } = node;
  const [first] = members;
  const look = useComputed(() => nodeClasses({ form: kind, ...emphasisOf(node) }));
  const description = useComputed(() => describeNode(node));
  const loss = useComputed(() => {
    const value = kind === 'loss' ? shownLoss() : undefined;
    return value === undefined ? '' : roundedNumber(value, 4);
  });
  const isGroup = node.group !== undefined;
  const left = -size.width / 2;
  const top = -size.height / 2;
  const below = flow === 'right';
  const unfold = (): void => {
    if (node.group !== undefined) setFolded(node.group, false);
  };
  return (
    <g
      class={look.value}
      transform={`translate(${x} ${y})`}
      data-node={id}
      onClick={() => {
        if (first !== undefined) select(first, true);
      }}
      onDblClick={unfold}
      onPointerEnter={() => {
        if (first !== undefined) hover(first);
      }}
      onPointerLeave={() => {
        hover(null);
      }}
    >
      <g
        class="node-button"
        role={first === undefined ? 'img' : 'button'}
        tabindex={focusable ? 0 : -1}
        aria-label={description}
        aria-expanded={isGroup ? false : undefined}
        data-button={id}
      >
        <NodeShape outline={outline} size={size} isStack={isGroup} />
        {lines.map((line, at) => (
          <text
            key={at}
            class={isGroup && at > 0 ? 'node-symbol is-inner' : 'node-symbol'}
            x={isGroup ? 9 : 0}
            y={(at - (lines.length - 1) / 2) * 17}
          >
            {/* With the space between them they read as in the name. */}
            {at < lines.length - 1 ? `${line} ` : line}
          </text>
        ))}
      </g>
      <g aria-hidden="true">
        {isGroup && (
          <g class="fold-mark" transform={`translate(${left + 13} 0)`} onClick={unfold}>
            <title>{text(strings.unfold, lines.join(' '))}</title>
            <rect class="fold-ground" x={-9} y={-11} width={18} height={22} />
            <path class="node-disclosure" d="M-5 0 H5 M0 -5 V5" />
          </g>
        )}
        {captions.map((caption, at) => (
          <text
            key={at}
            class={at === 0 ? 'node-caption' : 'node-caption is-shape'}
            x={below ? 0 : size.width / 2 + 8}
            y={
              below
                ? size.height / 2 + 13 + at * captionHeight
                : (at - (captions.length - 1) / 2) * captionHeight
            }
            text-anchor={below ? 'middle' : 'start'}
          >
            {caption}
          </text>
        ))}
        {loss.value !== '' && (
          <text
            class="node-loss"
            x={below ? 0 : size.width / 2 + 8}
            y={below ? size.height / 2 + 12 : 0}
            text-anchor={below ? 'middle' : 'start'}
            data-loss={loss.value}
          >
            {loss.value}
          </text>
        )}
        <Badge node={node} y={top - 4} />
      </g>
    </g>
  );
}
