import type { NodeId } from '../graph/graph';
import type { Plan } from '../graph/plan';
import { layerOf, nodeAt } from '../graph/reach';
import type { Layer, OperatorToken } from '../layers/support/layer';
import { message, type Message } from '../message';
import { duringPass, end, layerName, CauseReport, type Found, type Cause, type Subject } from './causes';
import { termsOf, usesOf, type ChainRuleTerm } from './chainRule';
import { feedingOf, type Feeding } from './feeding';
import { causesOfSmallGradient } from './smallGradient';

/** How many of the numbers that broke one result are followed. */
const mostFollowed = 4;

/**
 * Why a value or gradient is NaN or infinite: from where it is seen back to the step that made it of finite
 * numbers, which says what to do instead.
 */
export function causesOfNotFinite(plan: Plan, { node, entry, of }: Subject): Found {
  const investigation = new Investigation(plan);
  return of === 'value' ? investigation.ofValue(node, entry) : investigation.ofGradient(node, entry);
}

const isBroken = (value: number): boolean => !Number.isFinite(value);

class Investigation {
  private readonly report = new CauseReport();

  constructor(private readonly plan: Plan) {}

  /** What made a value that is not finite. */
  ofValue(id: NodeId, entry: number): Found {
    const { plan } = this;
    if (!this.report.isNew(`value ${id}:${entry}`)) return { causes: [], omitted: 0 };
    const node = nodeAt(plan.graph, id);
    const value = plan.value(id).data[entry] ?? NaN;
    if (node.kind === 'gradient') {
      const text = message('This gradient, which an earlier backward brought, is {0}.', value);
      return duringPass(plan, node.pass, () =>
        this.report.keep([() => ({ ...end('passed', text, id, entry), ...this.ofGradient(node.of, entry) })]),
      );
    }
    if (node.kind !== 'layer') {
      const text =
        node.kind === 'parameter'
          ? message(
              'This parameter is {0} since the last update: lower the learning rate, or clip gradients.',
              value,
            )
          : message('The number given here is {0}.', value);
      return this.report.keep([() => end('given', text, id, entry)]);
    }
    const layer = layerOf(node);
    const broken = feedingOf(plan, id, entry, mostFollowed, isBroken).filter(
      ({ derivative: { factor, why } }) => factor !== 0 || why?.().kind !== 'notChosen',
    );
    if (broken.length === 0) {
      const text = this.madeOf(layer, id, entry, value);
      return this.report.keep([() => end('made', text, id, entry)]);
    }
    const causes = this.pick(value, broken);
    // NaN of infinities alone was made here; what is as broken as what came in was passed on.
    const isMade = Number.isNaN(value) && !broken.some((one) => Number.isNaN(one.value));
    const text = isMade
      ? this.madeOf(layer, id, entry, value)
      : message('This {0} is given {1}.', layer.name, causes[0]?.value ?? value);
    return this.report.keep([
      () => ({
        ...end(isMade ? 'made' : 'passed', text, id, entry),
        ...this.followed(causes),
      }),
    ]);
  }

  /** What made a gradient that is not finite. */
  ofGradient(id: NodeId, entry: number): Found {
    const { plan } = this;
    if (!this.report.isNew(`gradient ${id}:${entry}`)) return { causes: [], omitted: 0 };
    const gradient = plan.gradient(id)?.data[entry] ?? NaN;
    if (id === plan.pass?.target) {
      const text = message('Backward starts here, with an upstream gradient of {0}.', gradient);
      return this.report.keep([() => end('upstream', text, id, entry)]);
    }
    const terms = usesOf(plan, id).flatMap((use) => termsOf(plan, use, entry));
    const broken = terms.filter(({ gradOutput, factor }) => isBroken(gradOutput * factor));
    if (broken.length === 0) {
      const text = message(
        'The sum of the {0} terms that arrive here is too large for {1}.',
        terms.length,
        this.precision(id),
      );
      return this.report.keep([() => end('made', text, id, entry)]);
    }
    const reported = broken.slice(0, mostFollowed).map((term) => () => this.ofTerm(term));
    return this.report.keep(reported, broken.length - reported.length);
  }

  private ofTerm({ consumer, outputEntry, gradOutput, factor }: ChainRuleTerm): Cause {
    const name = layerName(this.plan, consumer);
    if (isBroken(gradOutput) && !isBroken(factor) && (factor !== 0 || Number.isNaN(gradOutput))) {
      const text = message('What arrives at this {0} is {1} already.', name, gradOutput);
      return {
        ...end('arrives', text, consumer, outputEntry),
        ...this.ofGradient(consumer, outputEntry),
      };
    }
    if (!isBroken(gradOutput) && !isBroken(factor)) {
      const text = message('{0} × {1} is too large for {2}.', gradOutput, factor, this.precision(consumer));
      return end('made', text, consumer, outputEntry);
    }
    const notTaken = isBroken(factor) && gradOutput === 0 ? this.notTaken(consumer, outputEntry) : undefined;
    let text = isBroken(factor)
      ? message('The slope of this {0} is {1} here, and {2} arrives at it.', name, factor, gradOutput)
      : message('0 × infinity: the slope of this {0} is 0 here, and {1} arrives at it.', name, gradOutput);
    if (notTaken) {
      text = message(
        'The slope of this {0} is {1} here, and 0 × {1} is NaN although the result is not taken: bound what {0} is given, as in exp(minimum(x, 0)).',
        name,
        factor,
      );
    }
    const value = this.plan.value(consumer).data[outputEntry] ?? NaN;
    const inputs = feedingOf(this.plan, consumer, outputEntry, 1);
    const found: Found[] = notTaken ? [this.report.keep([() => notTaken])] : [];
    if (isBroken(gradOutput)) found.push(this.ofGradient(consumer, outputEntry));
    if (isBroken(factor)) {
      // 0 ÷ 0 is no number, but the slope by its numerator is an infinite one.
      const isApart = Number.isNaN(value) && !Number.isNaN(factor) && this.isOverZero(consumer, inputs);
      if (isBroken(value) && !isApart) found.push(this.ofValue(consumer, outputEntry));
      else found.push(this.report.keep([() => this.ofSlope(consumer, outputEntry, inputs)]));
    }
    return {
      ...end('made', text, consumer, outputEntry),
      causes: found.flatMap(({ causes }) => causes),
      omitted: found.reduce((total, { omitted }) => total + omitted, 0),
    };
  }

  /** The choice, next to a layer or further on, that lets a gradient of 0 arrive at it. */
  private notTaken(node: NodeId, entry: number): Cause | undefined {
    const found = causesOfSmallGradient(this.plan, { node, entry, limit: 0 });
    const waiting = [...found.causes];
    for (let cause = waiting.pop(); cause !== undefined; cause = waiting.pop()) {
      if (cause.kind === 'notChosen') return cause;
      waiting.push(...cause.causes);
    }
    return undefined;
  }

  /** A slope that is not finite where the values are: at 0 of a root, of a logarithm, of a division. */
  private ofSlope(consumer: NodeId, entry: number, inputs: readonly Feeding[]): Cause {
    const operator = this.operatorOf(consumer);
    const between = operator === undefined ? ', ' : ` ${operator} `;
    const numbers = inputs.map(({ value }) => String(value)).join(between);
    const name = layerName(this.plan, consumer);
    const isOverZero = this.isOverZero(consumer, inputs);
    if (isOverZero && inputs[0]?.value === 0) {
      const text = message(
        '{0} ÷ 0 is infinite: keep the denominator away from 0, as by adding a small number.',
        1,
      );
      return end('flat', text, consumer, entry);
    }
    const text =
      isOverZero || (operator !== '/' && inputs[0]?.value === 0)
        ? message(
            'There the curve is vertical: the input of this {0} is {1}. Keep it away from there, as by adding a small number.',
            name,
            numbers,
          )
        : message(
            'There the curve is steeper than {2} has numbers for: the input of this {0} is {1}.',
            name,
            numbers,
            this.precision(consumer),
          );
    return end('flat', text, consumer, entry);
  }

  private operatorOf(id: NodeId): OperatorToken | undefined {
    const node = nodeAt(this.plan.graph, id);
    return node.kind === 'layer' ? layerOf(node).asOperator : undefined;
  }

  private isOverZero(id: NodeId, inputs: readonly Feeding[]): boolean {
    return this.operatorOf(id) === '/' && inputs.find(({ input }) => input === 1)?.value === 0;
  }

  /** The broken numbers to follow: those of the kind that was made, first of each input. */
  private pick(value: number, broken: readonly Feeding[]): readonly Feeding[] {
    const alike = broken.filter((one) => Number.isNaN(one.value) === Number.isNaN(value));
    const among = alike.length > 0 ? alike : broken;
    return among.filter(({ input }, i) => among.findIndex((other) => other.input === input) === i);
  }

  private followed(feeding: readonly Feeding[]): Found {
    const found = feeding.map(({ node, entry }) => this.ofValue(node, entry));
    return {
      causes: found.flatMap(({ causes }) => causes),
      omitted: found.reduce((total, { omitted }) => total + omitted, 0),
    };
  }

  /** The step itself, with its numbers and what to do instead. */
  private madeOf(layer: Layer, id: NodeId, entry: number, value: number): Message {
    const inputs = feedingOf(this.plan, id, entry, 2);
    const first = inputs.find(({ input }) => input === 0)?.value ?? NaN;
    const second = inputs.find(({ input }) => input === 1)?.value ?? NaN;
    const own = layer.whyNotFinite?.(first, value);
    if (own !== undefined) return own;
    if (layer.inputs.length === 2 && layer.asOperator !== undefined && layer.asOperator !== '@') {
      const { symbol } = layer;
      if (layer.asOperator === '/' && second === 0) {
        return first === 0
          ? message('0 ÷ 0 is not a number: keep the denominator away from 0, as by adding a small number.')
          : message(
              '{0} ÷ 0 is infinite: keep the denominator away from 0, as by adding a small number.',
              first,
            );
      }
      const bySign = layer.asOperator === '**' ? ofPower(first, second) : undefined;
      if (bySign !== undefined) return bySign;
      return Number.isNaN(value)
        ? message('{0} {1} {2} is not a number.', first, symbol, second)
        : message('{0} {1} {2} is too large for {3}.', first, symbol, second, this.precision(id));
    }
    if (Number.isNaN(value)) {
      return message('This {0} adds infinities of both signs, or multiplies one by 0.', layer.name);
    }
    return message(
      'What this {0} computes is too large for {1}: make its inputs smaller, or its weights.',
      layer.name,
      this.precision(id),
    );
  }

  private precision(id: NodeId): string {
    return this.plan.value(id).data instanceof Float32Array ? 'float32' : 'float64';
  }
}

/** What the signs of a base and its exponent do alone, however large they are. */
function ofPower(base: number, exponent: number): Message | undefined {
  if (base === 0 && exponent < 0) {
    return message(
      '0 ** {0} divides by 0: keep the base away from 0, as by adding a small number.',
      exponent,
    );
  }
  if (base < 0 && Number.isFinite(base) && Number.isFinite(exponent) && !Number.isInteger(exponent)) {
    return message('({0}) ** {1} is not a number: a base below 0 has whole exponents only.', base, exponent);
  }
  return undefined;
}
