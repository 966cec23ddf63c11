import * as vscode from 'vscode';
import { formatShape } from '../../language';
import { steadyNumber } from '../../protocol/numberText';
import { displayLanguage, localise, parametersText } from '../localise';
import { scalarIn } from '../training/history';
import type { NetworkRun } from '../training/networkRun';
import type { LayerRow } from './rows';

/** What a row says of a layer besides its name. */
export interface LayerWords {
  readonly description: string;
  /** The same for a screen reader, which is not asked to read signs. */
  readonly spoken: string;
  /** Whether a rule of health has something to say about it. */
  readonly isUnwell: boolean;
}

/** Its type, shape and parameters, and while its network is trained its gradient and what is the matter with it. */
export function layerWords(
  { layer: { type }, inferred, index }: LayerRow,
  run: NetworkRun | undefined,
): LayerWords {
  const shape = inferred && inferred.shape.length > 0 ? formatShape(inferred.shape) : '';
  const parts: string[] = [];
  if (inferred !== undefined && inferred.parameterCount > 0)
    parts.push(parametersText(inferred.parameterCount));
  const live = run?.isLive === true && !run.stale ? run : undefined;
  const norm = live && scalarIn(live.shownScalars, index, 'gradientNorm');
  if (norm !== undefined) parts.push(vscode.l10n.t('gradient norm {0}', steadyNumber(norm, displayLanguage)));
  const findings = (live?.findings ?? []).filter(
    ({ layer, resolvedAt }) => layer === index && resolvedAt === undefined,
  );
  const sentences = findings.map(({ message }) => localise(message));
  return {
    description: [shape === '' ? type : `${type} → ${shape}`, ...parts].join(' · '),
    spoken: [type, shape, ...parts, ...sentences].filter((part) => part !== '').join(', '),
    isUnwell: findings.length > 0,
  };
}
