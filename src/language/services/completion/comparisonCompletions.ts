import { layerNames } from '../../checker/networks/comparedSettings';
import {
  initializerSetting,
  plainTrainSettings,
  trainSettingNames,
} from '../../checker/networks/networkVocabulary';
import { settingName } from '../../checker/networks/trainBlock';
import { comparedCallable, comparedNetwork, comparisonAround } from '../cursor/comparedNetwork';
import { wordDocumentation } from '../hover/wordDocumentation';
import { completionOf, nextToken, type Completion, type CompletionRequest, type Ranked } from './completion';

/** The networks above, nearest first. */
export function networkNameCompletions(request: CompletionRequest): Ranked[] {
  const { file, place } = request;
  return file.networks
    .filter(({ range }) => range.end <= place.offset)
    .reverse()
    .map(({ name }) => ({ rank: 0, completion: completionOf(request, { kind: 'value', label: name }) }));
}

/** A line of a comparison: what it does not have yet of the settings, the layers and their arguments. */
export function comparedSettingCompletions(request: CompletionRequest): Ranked[] {
  const { file, place } = request;
  // What stands behind a dot is the rest of the name.
  if (nextToken(request)?.kind === '.') return [];
  const network = comparedNetwork(file, place);
  const given = givenIn(request);
  const settings = [...trainSettingNames, 'init', 'data'].map((name): Ranked => {
    const documentation =
      plainTrainSettings.find((spec) => spec.name === name)?.documentation ??
      (name === 'init' ? initializerSetting.documentation : wordDocumentation(name));
    return { rank: 0, completion: listCompletion(request, name, documentation ?? '') };
  });
  const layers = network ? layerNames(network) : [];
  const roots = [...layers, 'optimizer', 'schedule', 'data'];
  const named = layers.map((name): Ranked => ({ rank: 1, completion: listCompletion(request, name, '') }));
  const members = roots.flatMap((root) => {
    const callable = network && comparedCallable(file, network, root);
    const parameters = callable?.parameters.filter(({ takes }) => takes !== 'layer name') ?? [];
    return parameters.map(({ name, documentation }): Ranked => ({
      rank: 2,
      completion: listCompletion(request, `${root}.${name}`, documentation),
    }));
  });
  return [...settings, ...named, ...members].filter(({ completion }) => !given.has(completion.label));
}

/** Behind `hidden.` */
export function comparedArgumentCompletions(request: CompletionRequest, root: string): Ranked[] {
  const { file, place } = request;
  const network = comparedNetwork(file, place);
  const callable = network && comparedCallable(file, network, root);
  const parameters = callable?.parameters.filter(({ takes }) => takes !== 'layer name') ?? [];
  const given = givenIn(request);
  return parameters
    .filter(({ name }) => !given.has(`${root}.${name}`))
    .map(({ name, documentation }) => ({
      rank: 0,
      completion: listCompletion(request, name, documentation),
    }));
}

function listCompletion(request: CompletionRequest, label: string, documentation: string): Completion {
  const isBare = nextToken(request)?.kind === '=';
  return completionOf(request, {
    kind: 'setting',
    label,
    insertText: isBare ? label : `${label} = [$1]`,
    isSnippet: !isBare,
    subject: { kind: 'text', documentation },
    next: isBare ? undefined : 'completions',
  });
}

/** The settings that the comparison has in other lines. */
function givenIn({ file, place }: CompletionRequest): ReadonlySet<string> {
  const settings = comparisonAround(file, place)?.settings ?? [];
  const start = file.ast.tokens[place.statementStart]?.start;
  return new Set(settings.filter((setting) => setting.start !== start).map(settingName));
}
