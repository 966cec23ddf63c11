import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  initializers,
  networkLayerNames,
  optimizers,
  schedules,
} from '../../../../src/language/checker/networks/networkVocabulary';
import { reservedWords } from '../../../../src/language/scanner/token';
import { scan } from '../../../../src/language/scanner/scanner';

interface Rule {
  readonly match?: string;
  readonly begin?: string;
  readonly end?: string;
  readonly include?: string;
  readonly name?: string;
  readonly patterns?: readonly Rule[];
  readonly captures?: Readonly<Record<string, { readonly name: string }>>;
}

interface Grammar extends Rule {
  readonly scopeName: string;
  readonly repository: Readonly<Record<string, Rule>>;
}

function isGrammar(value: unknown): value is Grammar {
  return typeof value === 'object' && value !== null && 'repository' in value && 'scopeName' in value;
}

function hasWordPattern(value: unknown): value is { readonly wordPattern: { readonly pattern: string } } {
  return typeof value === 'object' && value !== null && 'wordPattern' in value;
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../../../${name}`, import.meta.url), 'utf8'));
}

function grammarOf(value: unknown): Grammar {
  if (!isGrammar(value)) throw new Error('This is no grammar.');
  return value;
}

/** Every layer, other names included, optimiser, schedule and initialiser, as the grammar lists them. */
function namesOfTables(): readonly string[] {
  const others = [...optimizers, ...schedules, ...initializers].map(({ name }) => name);
  return [...new Set([...networkLayerNames, ...others])].sort();
}

const grammar = grammarOf(read('syntaxes/backprop.tmLanguage.json'));

function* rulesIn(rule: Rule): Iterable<Rule> {
  yield rule;
  for (const inner of rule.patterns ?? []) yield* rulesIn(inner);
}

const rules = [grammar, ...Object.values(grammar.repository)].flatMap((rule) => [...rulesIn(rule)]);

/** The rules in the order in which an editor tries them, without those that only hold others. */
function flattened(rule: Rule): Rule[] {
  const inner = rule.include ? (grammar.repository[rule.include.slice(1)] ?? {}) : rule;
  return inner.match !== undefined || inner.begin !== undefined
    ? [inner]
    : (inner.patterns ?? []).flatMap(flattened);
}

const order = flattened(grammar);

/**
 * The scope of every character of a line, as an editor finds it: the first rule that matches earliest wins.
 */
function scopesOf(line: string): string[] {
  const scopes = new Array<string>(line.length).fill('');
  for (let offset = 0; offset < line.length;) {
    let best: { rule: Rule; match: RegExpExecArray } | undefined;
    for (const rule of order) {
      const source = rule.match ?? `${rule.begin ?? ''}(?:\\\\.|[^"\\\\])*${rule.end ?? ''}`;
      const pattern = new RegExp(source, 'dgu');
      pattern.lastIndex = offset;
      const match = pattern.exec(line);
      if (match && match[0] !== '' && (!best || match.index < best.match.index)) best = { rule, match };
    }
    if (!best) break;
    const { rule, match } = best;
    if (rule.name) scopes.fill(rule.name, match.index, match.index + match[0].length);
    for (const [group, { name }] of Object.entries(rule.captures ?? {})) {
      const place = match.indices?.[Number(group)];
      if (place) scopes.fill(name, ...place);
    }
    offset = match.index + match[0].length;
  }
  return scopes;
}

/** `x:variable =:keyword`: every token with the first part of its scope, and the last but the language. */
function coloured(line: string): string[] {
  const scopes = scopesOf(line);
  return scan(line)
    .tokens.filter(({ kind }) => kind !== 'end')
    .map(({ start, end }) => `${line.slice(start, end)} ${scopes[start] ?? ''}`.replace(/\.backprop$/, ''));
}

describe('the grammar', () => {
  test('includes only what it holds, and holds only what is included', () => {
    const included = rules.flatMap(({ include }) => (include ? [include.slice(1)] : []));
    expect(new Set(included)).toEqual(new Set(Object.keys(grammar.repository)));
  });

  test.each<[string, string[]]>([
    [
      'price = (a + 2.5) * tax',
      [
        'price variable.other.definition',
        '= keyword.operator.assignment',
        '( punctuation.parenthesis',
        'a variable.other.readwrite',
        '+ keyword.operator.arithmetic',
        '2.5 constant.numeric',
        ') punctuation.parenthesis',
        '* keyword.operator.arithmetic',
        'tax variable.other.readwrite',
      ],
    ],
    [
      'y = sum(x, axis=0)',
      [
        'y variable.other.definition',
        '= keyword.operator.assignment',
        'sum entity.name.function',
        '( punctuation.parenthesis',
        'x variable.other.readwrite',
        ', punctuation.separator',
        'axis variable.parameter',
        '= keyword.operator.assignment',
        '0 constant.numeric',
        ') punctuation.parenthesis',
      ],
    ],
    [
      'y = where(x >= NaN, x[1:3], a == 2)',
      [
        'y variable.other.definition',
        '= keyword.operator.assignment',
        'where entity.name.function',
        '( punctuation.parenthesis',
        'x variable.other.readwrite',
        '>= keyword.operator.comparison',
        'NaN constant.language',
        ', punctuation.separator',
        'x variable.other.readwrite',
        '[ punctuation.bracket',
        '1 constant.numeric',
        ': punctuation.separator.slice',
        '3 constant.numeric',
        '] punctuation.bracket',
        ', punctuation.separator',
        'a variable.other.readwrite',
        '== keyword.operator.comparison',
        '2 constant.numeric',
        ') punctuation.parenthesis',
      ],
    ],
    [
      'expect grad(b) = ? within 1e-6',
      [
        'expect keyword.control.expect',
        'grad keyword.operator.word',
        '( punctuation.parenthesis',
        'b variable.other.readwrite',
        ') punctuation.parenthesis',
        '= keyword.operator.assignment',
        '? keyword.other.blank',
        'within keyword.control',
        '1e-6 constant.numeric',
      ],
    ],
    [
      'expect y = or within 1e-6 or 1e-12',
      [
        'expect keyword.control.expect',
        'y variable.other.readwrite',
        '= keyword.operator.assignment',
        'or variable.other.readwrite',
        'within keyword.control',
        '1e-6 constant.numeric',
        'or keyword.control',
        '1e-12 constant.numeric',
      ],
    ],
    ['sheet "Homework 1"', ['sheet keyword.control.definition', '"Homework 1" string.quoted.double']],
    [
      'sheet = sheet + 1',
      [
        'sheet variable.other.definition',
        '= keyword.operator.assignment',
        'sheet variable.other.readwrite',
        '+ keyword.operator.arithmetic',
        '1 constant.numeric',
      ],
    ],
    [
      'network Small {',
      ['network keyword.control.definition', 'Small entity.name.type', '{ punctuation.brace'],
    ],
    [
      '  left = Conv(16, pad=1) from pooled',
      [
        'left variable.other.definition',
        '= keyword.operator.assignment',
        'Conv entity.name.class',
        '( punctuation.parenthesis',
        '16 constant.numeric',
        ', punctuation.separator',
        'pad variable.parameter',
        '= keyword.operator.assignment',
        '1 constant.numeric',
        ') punctuation.parenthesis',
        'from keyword.control',
        'pooled variable.other.readwrite',
      ],
    ],
    ['  ReLU', ['ReLU entity.name.class']],
    [
      'backward_gate = networks',
      [
        'backward_gate variable.other.definition',
        '= keyword.operator.assignment',
        'networks variable.other.readwrite',
      ],
    ],
    [
      '価格＝（りんご＊２）',
      [
        '価格 variable.other.definition',
        '＝ keyword.operator.assignment',
        '（ punctuation.parenthesis',
        'りんご variable.other.readwrite',
        '＊ keyword.operator.arithmetic',
        '２ constant.numeric',
        '） punctuation.parenthesis',
      ],
    ],
    [
      'f("a # b", true)',
      [
        'f entity.name.function',
        '( punctuation.parenthesis',
        '"a # b" string.quoted.double',
        ', punctuation.separator',
        'true constant.language.boolean',
        ') punctuation.parenthesis',
      ],
    ],
  ])('colours %s', (line, expected) => {
    expect(coloured(line)).toEqual(expected);
  });

  test('knows every word of the language, every layer, optimiser, schedule and initialiser', () => {
    for (const word of reservedWords) {
      const line = word === 'grad' ? 'grad(' : word;
      expect(scopesOf(line)[0], word).toMatch(/^(keyword|constant|variable\.language)/);
    }
    for (const name of namesOfTables()) {
      expect(scopesOf(`  ${name}`)[2], name).toBe('entity.name.class.backprop');
    }
  });

  test('lists what the tables hold (npx vitest run -u writes it)', async () => {
    const file = '../../../../syntaxes/backprop.tmLanguage.json';
    const text = readFileSync(new URL(file, import.meta.url), 'utf8');
    const list = /\bAdaGrad(?:\|\w+)+/;
    expect(text).toMatch(list);
    await expect(text.replace(list, namesOfTables().join('|'))).toMatchFileSnapshot(file);
  });

  test('a comment runs to the end of its line', () => {
    expect(new Set(scopesOf('# x = "1"'))).toEqual(new Set(['comment.line.number-sign.backprop']));
    expect(scopesOf('x ＃ y').at(-1)).toBe('comment.line.number-sign.backprop');
  });
});

describe('the language configuration', () => {
  test('selects whole names of any letters', () => {
    const configuration = read('language-configuration.json');
    expect(configuration).toMatchObject({ comments: { lineComment: '#' }, wordPattern: { flags: 'u' } });
    const source = hasWordPattern(configuration) ? configuration.wordPattern.pattern : '';
    const pattern = new RegExp(source, 'gu');
    expect('りんご_1 * größe + x'.match(pattern)).toEqual(['りんご_1', 'größe', 'x']);
  });
});
