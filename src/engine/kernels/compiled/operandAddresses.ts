import type { Numbers, Precision } from '../../tensor';
import type { CompiledFunction, KernelInstance } from './module';

const bytesPerLabel = 4;

/** Turns the arrays of one kernel into addresses, once, and refuses what would write where it must not. */
export class OperandAddresses {
  readonly precision: Precision;
  readonly bytesPerNumber: number;

  /** The precision of the work is that of `sample`. */
  constructor(
    private readonly instance: KernelInstance,
    sample: Numbers,
  ) {
    this.precision = sample instanceof Float64Array ? 'float64' : 'float32';
    this.bytesPerNumber = sample.BYTES_PER_ELEMENT;
  }

  /** @throws RangeError where `values` is of another precision, too short, or outside the arena. */
  numbers(values: Numbers, length: number): number {
    if (values.BYTES_PER_ELEMENT !== this.bytesPerNumber) {
      throw new RangeError(`An operand is not in ${this.precision}, as the others are.`);
    }
    return this.address(values, length);
  }

  /** 0, which the kernels read as absent, where it is. */
  optionalNumbers(values: Numbers | undefined, length: number): number {
    return values === undefined ? 0 : this.numbers(values, length);
  }

  doubles(values: Float64Array, length: number): number {
    return this.address(values, length);
  }

  mask(values: Uint8Array, length: number): number {
    return this.address(values, length);
  }

  optionalMask(values: Uint8Array | undefined, length: number): number {
    return values === undefined ? 0 : this.mask(values, length);
  }

  integers(values: Int32Array, length: number): number {
    if (values.byteOffset % bytesPerLabel !== 0) throw new RangeError('Integers must be aligned.');
    return this.address(values, length);
  }

  optionalIntegers(values: Int32Array | undefined, length: number): number {
    return values === undefined ? 0 : this.integers(values, length);
  }

  /** The build's function for the precision of the work. */
  find(name: string): CompiledFunction {
    return this.instance.find(`${name}_${this.precision === 'float64' ? 'f64' : 'f32'}`);
  }

  private address(values: Numbers | Uint8Array | Int32Array, length: number): number {
    if (values.buffer !== this.instance.buffer) {
      throw new RangeError(`An operand of ${length} entries does not lie in the arena of its kernels.`);
    }
    if (!(length <= values.length)) {
      throw new RangeError(`An operand has ${values.length} entries where its shape needs ${length}.`);
    }
    return values.byteOffset;
  }
}

/** What a kernel's binder is given to start with. */
export type Resolve = (sample: Numbers) => OperandAddresses;

export const flag = (value: boolean | undefined): number => (value === true ? 1 : 0);
