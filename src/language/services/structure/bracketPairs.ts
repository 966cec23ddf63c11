import type { Token } from '../../scanner/token';

/** Two brackets that belong together, and what stands between them. */
export interface BracketPair {
  readonly opener: Token;
  readonly closer: Token;
}

const partners: ReadonlyMap<string, string> = new Map([
  [')', '('],
  [']', '['],
  ['}', '{'],
]);

/**
 * The pairs of brackets of a text, by where they close. A bracket that nothing closes is left out: a `}`
 * closes the nearest `{`, whatever was left open between them.
 */
export function bracketPairs(tokens: readonly Token[]): BracketPair[] {
  const pairs: BracketPair[] = [];
  const open: Token[] = [];
  const waiting = new Map<string, number>();
  for (const token of tokens) {
    const partner = partners.get(token.kind);
    if (token.kind === '(' || token.kind === '[' || token.kind === '{') {
      open.push(token);
      waiting.set(token.kind, (waiting.get(token.kind) ?? 0) + 1);
    } else if (partner !== undefined && (waiting.get(partner) ?? 0) > 0) {
      for (let opener = open.pop(); opener; opener = open.pop()) {
        waiting.set(opener.kind, (waiting.get(opener.kind) ?? 1) - 1);
        if (opener.kind !== partner) continue;
        pairs.push({ opener, closer: token });
        break;
      }
    }
  }
  return pairs;
}
