import { message } from '../../../engine/message';
import type {
  CompareStatement,
  Expression,
  FileSyntax,
  Identifier,
  NetworkStatement,
  Setting,
} from '../../ast';
import type { Diagnostic } from '../../diagnostic';
import {
  combinationsOf,
  countVariants,
  mostVariants,
  neededBlocks,
  variantText,
  writtenAs,
  type ComparedSetting,
  type Comparison,
} from '../../lowering/variants';
import type { FormulaScope } from '../formulaScope';
import { checkComparedValue, findTarget, type ComparedNetwork } from './comparedSettings';
import type { NetworkChecker } from './networkChecker';
import type { ComparisonOutline } from './networkProgram';
import { isRepeated, settingName } from './trainBlock';

/** How many tokens of variants one check may read: more of them are looked at when they are run. */
const tokenBudget = 10_000;

/** Checks `compare Name of Network { … }`: its settings, their values, and that every variant fits. */
export class ComparisonChecker {
  readonly outlines: ComparisonOutline[] = [];
  /** The networks of the file, also those below. */
  readonly #written = new Map<string, NetworkStatement>();
  #tokens = tokenBudget;

  /** @param checkVariant everything that is wrong in a text that stands on its own */
  constructor(
    private readonly formulas: FormulaScope,
    private readonly networks: NetworkChecker,
    private readonly file: FileSyntax,
    private readonly checkVariant: (text: string) => readonly Diagnostic[],
  ) {
    for (const statement of file.statements) {
      if (statement.kind === 'network' && statement.name) this.#written.set(statement.name.name, statement);
    }
  }

  check(statement: CompareStatement): void {
    const { report } = this.formulas;
    const { name, network: networkName, start, end } = statement;
    if (name) this.networks.define(name);
    const before = report.errorCount;
    const network = networkName && this.#networkOf(networkName);
    const settings = network ? this.#settings(statement, network) : [];
    const count = network && settings.length === statement.settings.length ? countVariants(settings) : 0;
    if (name && count > mostVariants) {
      report.add(
        'too-many-variants',
        message('{0} has {1} variants; at most {2} are run.', name.name, count, mostVariants),
        name,
      );
    }
    const isRight = (): boolean => !statement.damaged && count > 0 && report.errorCount === before;
    if (network && isRight()) this.#checkFit(network, settings);
    if (!name) return;
    const isRunnable = network?.outline.program !== undefined && isRight();
    this.outlines.push({
      name: name.name,
      range: { start, end },
      count,
      ...(isRunnable && { comparison: { network: network.statement, settings } }),
    });
  }

  /** `undefined` where there is none of this name above, which is reported, or it is broken. */
  #networkOf(name: Identifier): ComparedNetwork | undefined {
    const { report } = this.formulas;
    const outline = this.networks.outlineOf(name.name);
    const statement = this.#written.get(name.name);
    if (outline && statement) return { statement, outline };
    if (statement?.name) {
      return report.add(
        'used-before-definition',
        message('{0} is defined only below, in line {1}.', name.name, report.lineOf(statement.start)),
        name,
        { related: [{ message: message('{0} is defined here.', name.name), range: statement.name }] },
      );
    }
    const names = this.networks.outlines.map((candidate) => candidate.name);
    const meant = report.suggest(name.name, names);
    if (meant === undefined) {
      return report.add('unknown-network', message('No network is called {0}.', name.name), name);
    }
    return report.add(
      'unknown-network',
      message('No network is called {0}. Did you mean {1}?', name.name, meant),
      name,
      { fixes: [{ title: message('Change to {0}', meant), edits: [{ range: name, newText: meant }] }] },
    );
  }

  /** Those that are right. */
  #settings(statement: CompareStatement, network: ComparedNetwork): ComparedSetting[] {
    const { report } = this.formulas;
    const scope = this.networks.scopeOf(network.statement);
    if (statement.settings.length === 0 && !statement.damaged) {
      report.add(
        'missing-settings',
        message('Nothing is compared here. A setting with its values is a line, as in: seed = [0, 1, 2]'),
        statement.name ?? statement.keyword,
      );
    }
    const seen = new Map<string, Setting>();
    const roots = new Map<string, Setting>();
    const blocks = neededBlocks(this.file, network.statement, [statement]);
    return statement.settings.flatMap((setting): ComparedSetting[] => {
      const { value, damaged } = setting;
      if (isRepeated(scope, seen, setting) || damaged || !value) return [];
      if (this.#isGivenWhole(roots, setting)) return [];
      const target = findTarget(scope, { ...network, blocks }, this.formulas.environment, setting);
      if (!target) return [];
      const values = value.kind === 'list' ? value.elements : [value];
      const name = settingName(setting);
      if (values.length === 0) {
        report.add('missing-value', message('{0} needs at least one value.', name), value);
        return [];
      }
      const before = report.errorCount;
      for (const each of values) {
        checkComparedValue(scope, this.networks.blocks, target, each, this.formulas.environment);
      }
      this.#reportTwice(values);
      return report.errorCount === before ? [{ name, target: target.target, values }] : [];
    });
  }

  /** `optimizer` and `optimizer.lr`: which of them would win is not clear; reported at the second. */
  #isGivenWhole(roots: Map<string, Setting>, setting: Setting): boolean {
    const { report } = this.formulas;
    const { name, member } = setting;
    const other = roots.get(name.name);
    if (!other) roots.set(name.name, setting);
    if (!other || (other.member === undefined) === (member === undefined)) return false;
    const part = settingName(member ? setting : other);
    const line = report.lineOf(other.start);
    report.add(
      'already-defined',
      message('{0} is a part of {1}, and line {2} changes the other.', part, name.name, line),
      name,
      { related: [{ message: message('{0} is defined here.', settingName(other)), range: other.name }] },
    );
    return true;
  }

  #reportTwice(values: readonly Expression[]): void {
    const { report } = this.formulas;
    const seen = new Set<string>();
    for (const [index, value] of values.entries()) {
      const text = report.textOf(value).replace(/\s+/g, '');
      if (seen.has(text)) {
        const written = writtenAs(this.file, value);
        const range = { start: values[index - 1]?.end ?? value.start, end: value.end };
        report.add('same-value', message('{0} stands here twice.', written), value, {
          fixes: [{ title: message('Remove {0}', written), edits: [{ range, newText: '' }] }],
        });
      }
      seen.add(text);
    }
  }

  /**
   * A variant may not fit though its values are right: too few outputs, two branches of different shapes. It
   * is reported at the value that is in every variant that does not fit, or at the last one of the variant.
   */
  #checkFit(network: ComparedNetwork, settings: readonly ComparedSetting[]): void {
    if (network.outline.program === undefined) return;
    const changesShape = ({ target }: ComparedSetting): boolean => target.kind !== 'train';
    // How it is trained decides nothing about shapes, so one of the values is as good as the others.
    const compared = settings.map((setting) =>
      changesShape(setting) ? setting : { ...setting, values: setting.values.slice(0, 1) },
    );
    if (!settings.some(changesShape) || countVariants(settings) > mostVariants) return;
    const varied = compared.filter(changesShape);
    const misfits: Misfit[] = [];
    const combinations = combinationsOf(compared);
    for (const chosen of combinations) {
      const misfit = this.#misfit({ network: network.statement, settings: compared }, chosen);
      if (misfit === 'not looked at') return;
      if (misfit) misfits.push(misfit);
    }
    this.#reportMisfits(misfits, combinations.length, compared, varied);
  }

  #misfit(comparison: Comparison, chosen: readonly Expression[]): Misfit | 'not looked at' | undefined {
    const text = variantText(this.file, comparison, chosen);
    // A token is seldom shorter than three characters with the space behind it.
    this.#tokens -= text.length / 3;
    if (this.#tokens < 0) return 'not looked at';
    const error = this.checkVariant(text).find(({ severity }) => severity === 'error');
    return error && { chosen, error };
  }

  #reportMisfits(
    misfits: readonly Misfit[],
    count: number,
    settings: readonly ComparedSetting[],
    varied: readonly ComparedSetting[],
  ): void {
    const explained = new Set<Misfit>();
    for (const { values } of varied) {
      if (values.length === 1 && varied.length > 1) continue;
      for (const value of values) {
        const own = misfits.filter((misfit) => misfit.chosen.includes(value));
        const [first] = own;
        if (!first || own.length * values.length !== count || explained.has(first)) continue;
        for (const misfit of own) explained.add(misfit);
        this.#reportMisfit(first, [value], settings);
      }
    }
    for (const misfit of misfits) {
      if (explained.has(misfit)) continue;
      const values = misfit.chosen.filter((_, index) => varied.includes(settings[index] ?? noSetting));
      this.#reportMisfit(misfit, values, settings);
    }
  }

  /** @param blamed the values that together do not fit; the last one is where it is said */
  #reportMisfit(
    { chosen, error }: Misfit,
    blamed: readonly Expression[],
    settings: readonly ComparedSetting[],
  ): void {
    const at = blamed.at(-1);
    if (!at) return;
    const label = blamed
      .map((value) => `${settings[chosen.indexOf(value)]?.name ?? ''} = ${writtenAs(this.file, value)}`)
      .join(', ');
    this.formulas.report.addMissing([
      {
        code: 'variant-does-not-fit',
        severity: 'error',
        message: message('With {0}: {1}', label, error.message),
        range: at,
      },
    ]);
  }
}

/** A variant that cannot be run, and why. */
interface Misfit {
  readonly chosen: readonly Expression[];
  readonly error: Diagnostic;
}

const noSetting: ComparedSetting = { name: '', target: { kind: 'init' }, values: [] };
