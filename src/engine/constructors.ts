import type { SettingSpec, Settings } from './layers/support/layer';
import { maximumEntries, sizeOf, type Shape, shapeValue, whyUnwieldy } from './shape';
import { integersSetting, numberSetting, optionalNumberSetting } from './layers/support/layerSettings';
import { message, type Message } from './message';
import { randomStream } from './random';

export type ConstructorResult =
  /** `values` are filled when they are first read: a definition is checked by its shapes alone. */
  | { readonly ok: true; readonly shape: Shape; readonly values: Float64Array }
  | { readonly ok: false; readonly message: Message; readonly parameter: string };

/** A function of a formula that makes a value from nothing but its settings: `zeros(2, 3)`. */
export interface ConstructorSpec {
  readonly name: string;
  readonly documentation: string;
  /** In the order of positional arguments; a variadic one takes all of them. */
  readonly parameters: readonly SettingSpec[];
  readonly build: (settings: Settings) => ConstructorResult;
}

const shapeParameter: SettingSpec = {
  name: 'shape',
  type: 'shape',
  variadic: true,
  required: true,
  documentation: 'The sizes of the axes, outermost first.',
};

const sizeParameter: SettingSpec = {
  name: 'size',
  type: 'integer',
  required: true,
  documentation: 'The number of rows, and of columns.',
};

const labelsParameter: SettingSpec = {
  name: 'labels',
  type: 'integers',
  required: true,
  documentation: 'The class of each row, counted from 0.',
};

const classesParameter: SettingSpec = {
  name: 'classes',
  type: 'integer',
  documentation: 'The number of columns. Without it: one more than the largest label.',
};

const seedParameter: SettingSpec = {
  name: 'seed',
  type: 'integer',
  default: 0,
  documentation: 'The same seed gives the same numbers, on every machine.',
};

const startParameter: SettingSpec = {
  name: 'start',
  type: 'number',
  required: true,
  documentation: 'The first number.',
};

const stopParameter: SettingSpec = {
  name: 'stop',
  type: 'number',
  required: true,
  documentation: 'The last number.',
};

const countParameter: SettingSpec = {
  name: 'n',
  type: 'integer',
  required: true,
  documentation: 'How many numbers there are.',
};

const filledShapeParameter: SettingSpec = {
  name: 'shape',
  type: 'shape',
  required: true,
  documentation: 'The sizes of the axes as a list, outermost first.',
};

const valueParameter: SettingSpec = {
  name: 'value',
  type: 'number',
  required: true,
  documentation: 'What every entry is.',
};

function wrong(parameter: SettingSpec, text: Message): ConstructorResult {
  return { ok: false, message: text, parameter: parameter.name };
}

/** Checks the sizes and makes the value; `fill` puts the numbers in. */
function make(parameter: SettingSpec, shape: Shape, fill: (values: Float64Array) => void): ConstructorResult {
  if (shape.length === 0) return wrong(parameter, message('Give at least one size.'));
  if (!shape.every((size) => Number.isInteger(size) && size >= 0)) {
    return wrong(parameter, message('Sizes are whole numbers from 0 up.'));
  }
  const unwieldy = whyUnwieldy(shape);
  if (unwieldy) return wrong(parameter, unwieldy);
  if (sizeOf(shape) > maximumEntries) {
    return wrong(
      parameter,
      message(
        'The result would be {0}: {1} numbers. A value can have {2} at most.',
        shapeValue(shape),
        sizeOf(shape),
        maximumEntries,
      ),
    );
  }
  let filled: Float64Array | undefined;
  return {
    ok: true,
    shape,
    get values(): Float64Array {
      if (!filled) {
        filled = new Float64Array(sizeOf(shape));
        fill(filled);
      }
      return filled;
    },
  };
}

const zeros: ConstructorSpec = {
  name: 'zeros',
  documentation: 'A value of the given shape, filled with 0.',
  parameters: [shapeParameter],
  build: (settings) =>
    make(shapeParameter, integersSetting(settings, shapeParameter), (values) => values.fill(0)),
};

const ones: ConstructorSpec = {
  name: 'ones',
  documentation: 'A value of the given shape, filled with 1.',
  parameters: [shapeParameter],
  build: (settings) =>
    make(shapeParameter, integersSetting(settings, shapeParameter), (values) => values.fill(1)),
};

const eye: ConstructorSpec = {
  name: 'eye',
  documentation: 'The identity matrix: 1 on the diagonal, 0 elsewhere.',
  parameters: [sizeParameter],
  build(settings) {
    const size = numberSetting(settings, sizeParameter);
    return make(sizeParameter, [size, size], (values) => {
      for (let i = 0; i < size; i++) values[i * size + i] = 1;
    });
  },
};

const full: ConstructorSpec = {
  name: 'full',
  documentation: 'A value of the given shape, filled with one number.',
  parameters: [filledShapeParameter, valueParameter],
  build: (settings) =>
    make(filledShapeParameter, integersSetting(settings, filledShapeParameter), (values) =>
      values.fill(numberSetting(settings, valueParameter)),
    ),
};

const linspace: ConstructorSpec = {
  name: 'linspace',
  documentation: 'A list of n numbers from start to stop, both included, at equal distances.',
  parameters: [startParameter, stopParameter, countParameter],
  build(settings) {
    const start = numberSetting(settings, startParameter);
    const stop = numberSetting(settings, stopParameter);
    const count = numberSetting(settings, countParameter);
    return make(countParameter, [count], (values) => {
      const distance = (stop - start) / (count - 1);
      for (let i = 0; i < count; i++) values[i] = i * distance + start;
      // As in NumPy: exactly the number that is written, whatever the sum is rounded to.
      if (count > 1) values[count - 1] = stop;
      else values.fill(start);
    });
  },
};

const arange: ConstructorSpec = {
  name: 'arange',
  documentation: 'The list of the n whole numbers from 0 to n − 1.',
  parameters: [countParameter],
  build: (settings) =>
    make(countParameter, [numberSetting(settings, countParameter)], (values) => {
      for (let i = 0; i < values.length; i++) values[i] = i;
    }),
};

const oneHot: ConstructorSpec = {
  name: 'one_hot',
  documentation: 'One row for each label: 1 in the column of its class, 0 elsewhere.',
  parameters: [labelsParameter, classesParameter],
  build(settings) {
    const labels = integersSetting(settings, labelsParameter);
    const largest = labels.reduce((most, label) => Math.max(most, label), -1);
    const classes = optionalNumberSetting(settings, classesParameter) ?? largest + 1;
    if (!Number.isInteger(classes) || classes < 1) {
      return wrong(classesParameter, message('There must be at least one class.'));
    }
    const entry = labels.findIndex((label) => !(Number.isInteger(label) && label >= 0 && label < classes));
    if (entry !== -1) {
      return wrong(
        labelsParameter,
        message(
          'Entry {0} of the labels is {1}, which is not a class: there are {2}, counted from 0 to {3}.',
          entry,
          labels[entry] ?? NaN,
          classes,
          classes - 1,
        ),
      );
    }
    return make(labelsParameter, [labels.length, classes], (values) => {
      labels.forEach((label, row) => {
        values[row * classes + label] = 1;
      });
    });
  },
};

const randn: ConstructorSpec = {
  name: 'randn',
  documentation: 'Random numbers from a normal distribution with mean 0 and standard deviation 1.',
  parameters: [shapeParameter, seedParameter],
  build(settings) {
    const seed = numberSetting(settings, seedParameter);
    if (!Number.isSafeInteger(seed)) {
      return wrong(seedParameter, message('A seed is a whole number between −2⁵³ and 2⁵³.'));
    }
    return make(shapeParameter, integersSetting(settings, shapeParameter), (values) => {
      const stream = randomStream(seed, 'constructor');
      for (let i = 0; i < values.length; i++) values[i] = stream.normal();
    });
  },
};

export const constructors: readonly ConstructorSpec[] = [
  zeros,
  ones,
  full,
  eye,
  linspace,
  arange,
  oneHot,
  randn,
];

/** By the name of its function in a formula. */
export function constructorNamed(name: string): ConstructorSpec | undefined {
  return constructors.find((constructor) => constructor.name === name);
}
