import {
  argumentMistake,
  type ArgumentSpec,
  type ArgumentValue,
  type ArgumentValues,
} from '../engine/argumentSpec';
import { message } from '../engine/message';
import type { ColumnReference } from './columns';
import { success, type DataError, type Result } from './result';

/** The arguments of one call after checking: complete with defaults, each of the type its spec says. */
export class Arguments {
  constructor(private readonly values: ReadonlyMap<string, ArgumentValue>) {}

  number(name: string): number {
    return this.required(name, (value) => (typeof value === 'number' ? value : undefined));
  }

  boolean(name: string): boolean {
    return this.required(name, (value) => (typeof value === 'boolean' ? value : undefined));
  }

  text(name: string): string {
    return this.required(name, (value) => (typeof value === 'string' ? value : undefined));
  }

  /** A single column counts as a list of one. */
  columns(name: string): readonly ColumnReference[] {
    return this.required(name, (value) => {
      if (typeof value === 'object') return value;
      return typeof value === 'string' || typeof value === 'number' ? [value] : undefined;
    });
  }

  /** False where the source does not have it. */
  isSet(name: string): boolean {
    return this.values.has(name) && this.boolean(name);
  }

  optionalBoolean(name: string): boolean | undefined {
    return this.values.has(name) ? this.boolean(name) : undefined;
  }

  optionalText(name: string): string | undefined {
    return this.values.has(name) ? this.text(name) : undefined;
  }

  optionalColumns(name: string): readonly ColumnReference[] | undefined {
    return this.values.has(name) ? this.columns(name) : undefined;
  }

  optionalNumber(name: string): number | undefined {
    return this.values.has(name) ? this.number(name) : undefined;
  }

  optionalShape(name: string): readonly number[] | undefined {
    if (!this.values.has(name)) return undefined;
    return this.required(name, (value) =>
      typeof value === 'object' ? value.filter((size) => typeof size === 'number') : undefined,
    );
  }

  private required<T>(name: string, narrow: (value: ArgumentValue | undefined) => T | undefined): T {
    const value = narrow(this.values.get(name));
    if (value === undefined) throw new TypeError(`Argument ${name} was not checked.`);
    return value;
  }
}

/** Every mistake in the arguments of a call, each with the argument to blame. */
export function argumentErrors(
  source: string,
  specs: readonly ArgumentSpec[],
  given: ArgumentValues,
): readonly DataError[] {
  const errors: DataError[] = [];
  for (const name of Object.keys(given)) {
    if (given[name] === undefined || specs.some((spec) => spec.name === name)) continue;
    errors.push({ message: message('{0} has no argument {1}.', source, name), argument: name });
  }
  for (const spec of specs) {
    const value = given[spec.name];
    if (value !== undefined) {
      const mistake = argumentMistake(spec, value);
      if (mistake) errors.push({ message: mistake.message, argument: spec.name });
    } else if (spec.required) {
      errors.push({
        message: message('{0} needs the argument {1}.', source, spec.name),
        argument: spec.name,
      });
    }
  }
  return errors;
}

/** Completes the arguments of a call with defaults, or reports the first mistake in them. */
export function checkArguments(
  source: string,
  specs: readonly ArgumentSpec[],
  given: ArgumentValues,
): Result<Arguments> {
  const [error] = argumentErrors(source, specs, given);
  if (error) return { ok: false, error };
  const values = new Map<string, ArgumentValue>();
  for (const spec of specs) {
    const value = given[spec.name] ?? spec.default;
    if (value !== undefined) values.set(spec.name, value);
  }
  return success(new Arguments(values));
}
