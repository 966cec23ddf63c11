/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const names = ['a', 'w', 'x1', 'apple_num', 'the_learning_rate', 'W', 'bias', 'hidden_layer_output'];
const numbers = ['2', '-3', '0.5', '0', '-0.000123457', '1234567', '-1.23457e-8', '1e12', '0.333333'];

interface Value {
  readonly name: string;
  readonly shape: readonly number[];
}

/**
 * Formulas that run: up to six inputs, numbers and matrices of several sizes, values that are used several
 * times, long names, intermediate results without names, and a backward pass.
 */
export function randomDefinition(seed: number): string {
  const random = randomNumbers(seed);
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[Math.floor(random() * items.length)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  };
  const lines: string[] = [];
  const values: Value[] = [];
  const nameFor = (): string => `${pick(names)}_${values.length}`;
  const literal = (shape: readonly number[]): string => {
    const [length, ...rest] = shape;
    if (length === undefined) return pick(numbers);
    return `[${Array.from({ length }, () => literal(rest)).join(', ')}]`;
  };
  const add = (shape: readonly number[], expression: string): void => {
    const value = { name: nameFor(), shape };
    values.push(value);
    lines.push(`${value.name} = ${expression}`);
  };
  const side = pick([[], [3], [2, 3], [5, 6]]);
  const inputs = 2 + Math.floor(random() * 5);
  for (let input = 0; input < inputs; input++) {
    const shape = random() < 0.6 ? [] : side;
    add(shape, literal(shape));
  }
  const steps = 3 + Math.floor(random() * 7);
  for (let step = 0; step < steps; step++) {
    const x = pick(values);
    const alike = values.filter(({ shape }) => shape.join() === x.shape.join());
    const [y, z] = [pick(alike), pick(alike)];
    const expression = pick([
      `${x.name} * ${y.name}`,
      `${x.name} + ${y.name}`,
      `${x.name} - ${y.name}`,
      `relu(${x.name})`,
      `sigmoid(${x.name})`,
      `(${x.name} + ${y.name}) * ${z.name}`,
      `tanh(${x.name} * ${y.name}) + ${z.name}`,
    ]);
    add(x.shape, expression);
  }
  const last = values.at(-1);
  if (last === undefined) throw new RangeError('no values');
  if (last.shape.length > 0) {
    lines.push(`total = sum(${last.name})`, 'backward total');
  } else lines.push(`backward ${last.name}`);
  return `${lines.join('\n')}\n`;
}
