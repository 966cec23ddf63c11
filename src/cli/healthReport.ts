import type { HealthFinding } from '../engine/health/finding';
import type { Diagnostic } from '../language';
import { localise } from './l10n';
import { type Definition, diagnosticRow, severityText } from './readDefinition';
import { writeLine } from './output';
import { jsonLine } from '../protocol/jsonText';

/** Where a finding stands in the text. */
interface FoundPlace {
  readonly layer?: string;
  /** From 1. */
  readonly line: number;
}

/** The line of the layer a finding is about, or that of the network's name. */
function placeOf({ checked }: Definition, network: string, { layer }: HealthFinding): FoundPlace {
  const outline = checked.networks.find(({ name }) => name === network);
  const found = layer === undefined ? undefined : outline?.layers[layer];
  const range = found?.range ?? outline?.nameRange;
  return {
    line: checked.positionAt(range?.start ?? 0).line + 1,
    ...(found && { layer: found.name }),
  };
}

/** One line with all findings, those that no longer hold included, and the hints of `check`. */
export function writeFindingsAsJson(
  definition: Definition,
  network: string,
  findings: readonly HealthFinding[],
  hints: readonly Diagnostic[],
): void {
  writeLine(
    jsonLine({
      findings: findings.map((finding) => ({
        rule: finding.rule,
        severity: finding.severity,
        ...placeOf(definition, network, finding),
        step: finding.step,
        ...(finding.resolvedAt !== undefined && { resolvedAt: finding.resolvedAt }),
        message: localise(finding.message),
        explanation: localise(finding.explanation),
        remedies: finding.remedies.map(({ text }) => localise(text)),
      })),
      hints: hints.map((hint) => diagnosticRow(definition, hint)),
    }),
  );
}

/**
 * What holds at the end, as problems are printed: place,
 * severity, rule; the remedies below, the likeliest first.
 */
export function writeFindings(
  definition: Definition,
  network: string,
  findings: readonly HealthFinding[],
): void {
  for (const finding of findings) {
    if (finding.resolvedAt !== undefined) continue;
    const { line } = placeOf(definition, network, finding);
    writeLine(
      `${definition.file}:${String(line)}: ${severityText(finding.severity)}: ${localise(finding.message)} (${finding.rule})`,
    );
    writeLine(`    ${localise(finding.explanation)}`);
    for (const { text } of finding.remedies) writeLine(`    → ${localise(text)}`);
  }
}
