import { hovered, lightPath, openFindings, revealed, selected } from '../../state/store';
import type { PanelFinding } from '../../../../src/protocol/networkPanelState';
import { currentStep } from './passPlayback';
import type { GraphLink, GraphNode } from './networkStructure';

/** How a node stands out: chosen, pointed at, in the pass, on the way to the cause of a zero. */
export function nodeClasses({ id, kind, members }: GraphNode): string {
  const holds = (layer: number | null): boolean => layer !== null && members.includes(layer);
  const step = currentStep.value;
  const isCurrent = step?.layers.some((layer) => members.includes(layer) || layer === id) === true;
  return [
    'node',
    `is-${kind}`,
    holds(selected.value) ? 'is-selected' : '',
    holds(hovered.value) || holds(revealed.value) ? 'is-pointed' : '',
    isCurrent ? `is-current is-current-${step.phase}` : '',
    members.some((layer) => lightPath.value.has(layer)) ? 'is-lit' : '',
  ]
    .filter((name) => name !== '')
    .join(' ');
}

/** How an edge stands out: the pass goes through it, or it is on the way to the cause of a zero. */
export function edgeClasses({ source, user }: GraphLink): string {
  const step = currentStep.value;
  const isActive = step?.layers.includes(user) === true;
  const isLit = lightPath.value.has(source) && lightPath.value.has(user);
  return `edge${isActive ? ` is-active-${step.phase}` : ''}${isLit ? ' is-lit' : ''}`;
}

/** The worst that holds of the layers of a node. */
export function findingOf({ members }: GraphNode): PanelFinding | undefined {
  return openFindings.value.find(({ layer }) => layer !== undefined && members.includes(layer));
}
