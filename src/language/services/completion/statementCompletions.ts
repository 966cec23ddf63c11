import type { ArgumentSpec } from '../../../engine/argumentSpec';
import type { NetworkStatement } from '../../ast';
import { plainTrainSettings, trainSettingNames } from '../../checker/networks/networkVocabulary';
import { foreignSettings } from '../../foreign/foreignTraining';
import {
  completionOf,
  endsLine,
  nextToken,
  type Completion,
  type CompletionRequest,
  type Ranked,
} from './completion';
import { wordDocumentation } from '../hover/wordDocumentation';
import { valuesAbove } from './valueCompletions';

/** A word that begins a line, and all that it usually stands with. */
interface Beginning {
  readonly word: string;
  /** As a snippet, in lines. Editors write a tab as their document is indented: with tabs, or with spaces. */
  readonly lines: readonly string[];
  /** The values of the first place are offered at once. */
  readonly asks?: true;
}

const network: Beginning = {
  word: 'network',
  lines: [
    'network ${1:Name} {',
    '\tdata = $2',
    '',
    '\tlayers {',
    '\t\t$3',
    '\t}',
    '',
    '\ttrain {',
    '\t\toptimizer = ${4:SGD(lr=0.1)}',
    '\t\tbatch     = ${5:32}',
    '\t\tepochs    = ${6:10}',
    '\t\tseed      = ${7:0}',
    '\t}',
    '}',
    '',
  ],
};

const compare: Beginning = {
  word: 'compare',
  lines: ['compare ${1:Seeds} of ${2:Name} {', '\t${3:seed} = [${4:0, 1, 2}]', '}', ''],
};

/** The network above is the one that is meant most often. */
function comparisonOf(name: string): Beginning {
  return { ...compare, lines: compare.lines.map((line) => line.replace('${2:Name}', `\${2:${name}}`)) };
}

const block: Beginning = {
  word: 'block',
  lines: ['block ${1:Name}(${2:units}) {', '\t$3', '}', ''],
};

const sheet: Beginning = {
  word: 'sheet',
  lines: ['sheet "${1:Homework 1}"', ''],
};

const layers: Beginning = {
  word: 'layers',
  lines: ['layers {', '\t$1', '}'],
  asks: true,
};

const train: Beginning = {
  word: 'train',
  lines: [
    'train {',
    '\toptimizer = ${1:SGD(lr=0.1)}',
    '\tbatch     = ${2:32}',
    '\tepochs    = ${3:10}',
    '\tseed      = ${4:0}',
    '}',
  ],
};

const repeat: Beginning = {
  word: 'repeat',
  lines: ['repeat ${1:2} {', '\t$2', '}'],
};

const backward: Beginning = {
  word: 'backward',
  lines: ['backward $1'],
  asks: true,
};

const expect: Beginning = {
  word: 'expect',
  lines: ['expect $1 = ${2:?}'],
  asks: true,
};

/** Several lines are put in only where nothing follows on the line: else the word alone. */
function beginning(request: CompletionRequest, { word, lines, asks }: Beginning): Completion {
  const whole = endsLine(request);
  return completionOf(request, {
    kind: whole && lines.length > 1 ? 'snippet' : 'keyword',
    label: word,
    insertText: whole ? lines.join('\n') : word,
    isSnippet: whole,
    subject: { kind: 'text', documentation: wordDocumentation(word) ?? '' },
    next: whole && asks ? 'completions' : undefined,
  });
}

/** A line of the file: what needs values comes first where there are some. */
export function fileLineCompletions(request: CompletionRequest): Ranked[] {
  // A name before = is a new one.
  if (nextToken(request)?.kind === '=') return [];
  const hasValues = valuesAbove(request).length > 0;
  const isFirst = request.place.statementStart === 0;
  const above = request.file.networks.filter(({ range }) => range.end <= request.place.offset);
  const nearest = above.at(-1)?.name;
  const beginnings = [
    ...(hasValues ? [backward, expect] : []),
    network,
    block,
    ...(nearest === undefined ? [] : [comparisonOf(nearest)]),
    ...(isFirst ? [sheet] : []),
  ];
  return beginnings.map((each) => ({ rank: 0, completion: beginning(request, each) }));
}

export function repeatCompletion(request: CompletionRequest): Ranked[] {
  return endsLine(request) ? [{ rank: 2, completion: beginning(request, repeat) }] : [];
}

/** A line of a network: what it does not have yet. */
export function memberCompletions(request: CompletionRequest): Ranked[] {
  const members = networkAround(request)?.members ?? [];
  const others = members.filter(({ start }) => start !== request.place.word.start);
  const completions: Completion[] = [];
  if (!others.some((member) => member.kind === 'setting' && member.name.name === 'data')) {
    completions.push(settingCompletion(request, 'data'));
  }
  for (const each of [layers, train]) {
    if (!others.some(({ kind }) => kind === each.word)) completions.push(beginning(request, each));
  }
  if (others.some(({ kind }) => kind === 'layers')) completions.push(beginning(request, expect));
  if (!others.some((member) => member.kind === 'setting' && member.name.name === 'parameters')) {
    completions.push(settingCompletion(request, 'parameters'));
  }
  return completions.map((completion) => ({ rank: 0, completion }));
}

/** A line of `train`: the settings that it does not have yet. */
export function trainSettingCompletions(request: CompletionRequest): Ranked[] {
  const member = networkAround(request)?.members.find(
    ({ kind, start, end }) =>
      kind === 'train' && start < request.place.word.start && end >= request.place.word.end,
  );
  const given = new Set(
    member?.kind === 'train'
      ? member.settings
          .filter(({ name }) => name.start !== request.place.word.start)
          .map(({ name }) => name.name)
      : [],
  );
  return trainSettingNames
    .filter((name) => !given.has(name))
    .map((name) => {
      const spec = plainTrainSettings.find((candidate) => candidate.name === name);
      return { rank: 0, completion: settingCompletion(request, name, spec) };
    });
}

/** The learning rate is the optimiser's: who looks for it finds that. */
const ratesElsewhere: readonly string[] = ['lr', 'learning_rate'];

function settingCompletion(request: CompletionRequest, name: string, spec?: ArgumentSpec): Completion {
  const isBare = nextToken(request)?.kind === '=';
  const value = spec?.default === undefined ? '$1' : `\${1:${String(spec.default)}}`;
  return completionOf(request, {
    kind: 'setting',
    label: name,
    insertText: isBare ? name : `${name} = ${value}`,
    isSnippet: !isBare,
    aliases: [...foreignSettings.namesOf(name), ...(name === 'optimizer' ? ratesElsewhere : [])],
    subject: { kind: 'text', documentation: spec?.documentation ?? wordDocumentation(name) ?? '' },
    next: spec === undefined && !isBare ? 'completions' : undefined,
  });
}

function networkAround({ file, place }: CompletionRequest): NetworkStatement | undefined {
  const header = file.ast.tokens[place.headers[0] ?? -1];
  const found = file.ast.statements.find(({ start }) => start === header?.start);
  return found?.kind === 'network' ? found : undefined;
}
