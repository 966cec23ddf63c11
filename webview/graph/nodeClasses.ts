import { classes } from '../kit/classes';

export interface NodeLook {
  /** What kind of node it is: `data`, `layer`. */
  readonly form: string;
  readonly isSelected: boolean;
  /** By the pointer, or by the cursor in the editor. */
  readonly isPointed: boolean;
  /** The walk is at this node, on this way through it. */
  readonly phase: 'forward' | 'backward' | undefined;
  /** It is on the way to the cause of a zero. */
  readonly isLit: boolean;
  readonly more?: string;
}

/** How a node stands out. */
export function nodeClasses({ form, isSelected, isPointed, phase, isLit, more }: NodeLook): string {
  return classes(
    'node',
    `is-${form}`,
    isSelected && 'is-selected',
    isPointed && 'is-pointed',
    phase !== undefined && `is-current is-current-${phase}`,
    isLit && 'is-lit',
    more,
  );
}
