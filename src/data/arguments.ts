import type { SettingSpec, SettingValue, Settings } from '../engine/layers/support/layer';
import { message, type Message } from '../engine/message';
import { success, type DataError, type Result } from './result';

/** An argument of a data source: the same form as a layer's setting, with the kinds of text data needs. */
export interface ArgumentSpec extends Omit<SettingSpec, 'type' | 'variadic'> {
  /** `column`: the name or the number of a column. */
  readonly type: 'integer' | 'number' | 'boolean' | 'string' | 'shape' | 'file' | 'folder' | 'column';
  /** The smallest number allowed. */
  readonly minimum?: number;
  /** Every number must be below this. */
  readonly below?: number;
}

/** The arguments of one call after checking: complete with defaults, each of the type its spec says. */
export class Arguments {
  constructor(private readonly values: ReadonlyMap<string, SettingValue>) {}

  number(name: string): number {
    return this.required(name, (value) => (typeof value === 'number' ? value : undefined));
  }

  boolean(name: string): boolean {
    return this.required(name, (value) => (typeof value === 'boolean' ? value : undefined));
  }

  text(name: string): string {
    return this.required(name, (value) => (typeof value === 'string' ? value : undefined));
  }

  /** The name or the number of a column. */
  column(name: string): string | number {
    return this.required(name, (value) =>
      typeof value === 'string' || typeof value === 'number' ? value : undefined,
    );
  }

  optionalNumber(name: string): number | undefined {
    return this.values.has(name) ? this.number(name) : undefined;
  }

  optionalShape(name: string): readonly number[] | undefined {
    if (!this.values.has(name)) return undefined;
    return this.required(name, (value) => (typeof value === 'object' ? value : undefined));
  }

  private required<T>(name: string, narrow: (value: SettingValue | undefined) => T | undefined): T {
    const value = narrow(this.values.get(name));
    if (value === undefined) throw new TypeError(`Argument ${name} was not checked.`);
    return value;
  }
}

/** Every mistake in the arguments of a call, each with the argument to blame. */
export function argumentErrors(
  source: string,
  specs: readonly ArgumentSpec[],
  given: Settings,
): readonly DataError[] {
  const errors: DataError[] = [];
  for (const name of Object.keys(given)) {
    if (given[name] === undefined || specs.some((spec) => spec.name === name)) continue;
    errors.push({ message: message('{0} has no argument {1}.', source, name), argument: name });
  }
  for (const spec of specs) {
    const value = given[spec.name];
    const mistake = value === undefined ? missing(source, spec) : mistakeIn(spec, value);
    if (mistake) errors.push({ message: mistake, argument: spec.name });
  }
  return errors;
}

/** Completes the arguments of a call with defaults, or reports the first mistake in them. */
export function checkArguments(
  source: string,
  specs: readonly ArgumentSpec[],
  given: Settings,
): Result<Arguments> {
  const [error] = argumentErrors(source, specs, given);
  if (error) return { ok: false, error };
  const values = new Map<string, SettingValue>();
  for (const spec of specs) {
    const value = given[spec.name] ?? spec.default;
    if (value !== undefined) values.set(spec.name, value);
  }
  return success(new Arguments(values));
}

function missing(source: string, spec: ArgumentSpec): Message | undefined {
  return spec.required ? message('{0} needs the argument {1}.', source, spec.name) : undefined;
}

function mistakeIn(spec: ArgumentSpec, value: SettingValue): Message | undefined {
  switch (spec.type) {
    case 'integer':
      if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
        return message('{0} must be a whole number.', spec.name);
      }
      return outOfRange(spec, value);
    case 'number':
      if (typeof value !== 'number' || !Number.isFinite(value)) {
        return message('{0} must be a number.', spec.name);
      }
      return outOfRange(spec, value);
    case 'boolean':
      return typeof value === 'boolean' ? undefined : message('{0} must be true or false.', spec.name);
    case 'string':
      return typeof value === 'string' ? undefined : message('{0} must be a text in quotes.', spec.name);
    case 'file':
    case 'folder':
      if (typeof value !== 'string') return message('{0} must be a text in quotes.', spec.name);
      return value.trim() === '' ? message('{0} must not be empty.', spec.name) : undefined;
    case 'column':
      return typeof value === 'string' || Number.isSafeInteger(value)
        ? undefined
        : message('{0} must be the name of a column in quotes, or its number counted from 0.', spec.name);
    case 'shape':
      return isShape(value)
        ? undefined
        : message('{0} must be a list of whole numbers above 0, such as [1, 8, 8].', spec.name);
  }
}

function outOfRange({ name, minimum, below }: ArgumentSpec, value: number): Message | undefined {
  if (minimum !== undefined && value < minimum) return message('{0} must be at least {1}.', name, minimum);
  if (below !== undefined && value >= below) return message('{0} must be below {1}.', name, below);
  return undefined;
}

function isShape(value: SettingValue): boolean {
  return (
    typeof value === 'object' &&
    value.length > 0 &&
    value.every((axis) => Number.isSafeInteger(axis) && axis > 0)
  );
}
