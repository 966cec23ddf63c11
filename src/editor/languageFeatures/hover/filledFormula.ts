import type { Expression } from '../../../language';

interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * An expression with numbers in place of its names: `(200 + 450) × 1.1`. Undefined where it has no names.
 * @param numberOf what stands for a name; `undefined` leaves the name
 */
export function filledFormula(
  text: string,
  expression: Expression,
  numberOf: (name: string) => string | undefined,
): string | undefined {
  const replacements: Replacement[] = [];
  const filled: string[] = [];

  const visit = (part: Expression): void => {
    switch (part.kind) {
      case 'name': {
        const number = numberOf(part.name);
        if (number === undefined) return;
        filled.push(part.name);
        const bare = part.start === expression.start && part.end === expression.end;
        // `2 - -3` would read as a riddle.
        const written = number.startsWith('-') && !bare ? `(${number})` : number;
        replacements.push({ start: part.start, end: part.end, text: written });
        return;
      }
      case 'call':
        for (const argument of part.arguments) visit(argument.value);
        return;
      case 'list':
        part.elements.forEach(visit);
        return;
      case 'group':
        visit(part.inner);
        return;
      case 'negation':
        visit(part.operand);
        return;
      case 'power':
        visit(part.base);
        visit(part.exponent);
        return;
      case 'chain':
        visit(part.first);
        for (const { operator, operatorRange, operand } of part.links) {
          if (operator === '*') replacements.push({ ...operatorRange, text: '×' });
          visit(operand);
        }
        return;
      case 'index':
        visit(part.object);
        return;
      case 'member':
      case 'gradient':
      case 'number':
      case 'string':
      case 'boolean':
        return;
    }
  };
  visit(expression);
  return filled.length > 0 ? replaced(text, expression, replacements) : undefined;
}

function replaced(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
  replacements: readonly Replacement[],
): string {
  let result = '';
  let from = start;
  for (const replacement of replacements) {
    result += text.slice(from, replacement.start) + replacement.text;
    from = replacement.end;
  }
  result += text.slice(from, end);
  return result.replace(/\s+/g, ' ');
}
