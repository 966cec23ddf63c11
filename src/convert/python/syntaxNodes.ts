import type { parser } from '@lezer/python';
import type { Changes, Place } from './pythonSyntax';

export type SyntaxNode = ReturnType<typeof parser.parse>['topNode'];

/** The statement or the expression of one kind, without the place that all have. */
export type Detail<Node> = Node extends unknown ? Omit<Node, keyof Place> : never;

/** What is nested deeper is nobody's formula, and would exhaust the stack. */
export const deepest = 120;

export const punctuation: ReadonlySet<string> = new Set(['(', ')', '[', ']', '{', '}', ',']);

export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child);
  return children;
}

/** What stands between commas, of which the last may have nothing behind it. */
export function groupsOf(parts: readonly SyntaxNode[]): readonly (readonly SyntaxNode[])[] {
  const groups: SyntaxNode[][] = [[]];
  for (const part of parts) {
    if (part.name === ',') groups.push([]);
    else groups.at(-1)?.push(part);
  }
  if (groups.at(-1)?.length === 0) groups.pop();
  return groups;
}

/** Whether the parser found a mistake anywhere in a node. */
export function isBroken(node: SyntaxNode, depth = 0): boolean {
  if (node.type.isError || depth > deepest) return true;
  const parts = childrenOf(node);
  // `1.` is no mistake: see where members are read.
  if (node.name === 'MemberExpression' && parts[0]?.name === 'Number') return false;
  return parts.some((part) => isBroken(part, depth + 1));
}

export const noChanges: Changes = { assigned: [], handed: [] };

export function allChanges(nodes: readonly SyntaxNode[], text: string): Changes {
  const all = nodes.map((node) => changesIn(node, text));
  return {
    assigned: all.flatMap(({ assigned }) => assigned),
    handed: all.flatMap(({ handed }) => handed),
  };
}

/**
 * What may be changed by source that is not read: names that are bound anywhere in it, and names in its calls
 * and its members, whose values a function may change.
 */
export function changesIn(node: SyntaxNode, text: string): Changes {
  const assigned = new Set<string>();
  const handed = new Set<string>();
  const cursor = node.cursor();
  do {
    if (cursor.name !== 'VariableName') continue;
    const name = text.slice(cursor.from, cursor.to);
    const around = cursor.node.parent?.name ?? '';
    if (
      /^(Assign|Update|For|Delete|Import|With|Try|Scope)Statement$|^(Named|Tuple)Expression$|Definition$/.test(
        around,
      )
    ) {
      assigned.add(name);
    }
    if (/^(ArgList|MemberExpression|UpdateStatement)$/.test(around)) handed.add(name);
  } while (cursor.next() && cursor.from < node.to);
  return { assigned: [...assigned], handed: [...handed] };
}
