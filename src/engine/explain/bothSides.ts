import type { NodeId } from '../graph/graph';
import type { Plan } from '../graph/plan';
import { compare, type Comparison } from './comparison';
import { largestOf, type MovedPlan } from './movedPlan';
import { gain } from './slope';

/** How far beside a number it is looked at again: distances of which one is clear of other corners. */
const distances = [2 ** -10, 2 ** -16, 2 ** -5, 2 ** -23] as const;
/** And where the function turns within these: so near it that only what is plainly wrong can be told. */
const nearest = 2 ** -32;
/** Where backward must be the same on the way to a corner: a function that merely bends sharply has none. */
const nearShare = 2 ** -36;
/** Steps at a distance shrink from the first of these to the second, as shares of it. */
const stepsPerDistance = [1 / 4, 2 ** -21] as const;
/** The first look at a distance: its step, and what its curvature may leave over. */
const quickStep = 2 ** -6;
const quickError = 1e-6;
/** Beside a number the differences need only tell right from wrong. */
const resolutionBeside = 1e-3;

/**
 * Where backward is asked whether the function turns within a step, as shares
 * of the step: at places that have no common measure, as a period would be.
 */
const placesWithin = [0.6180339887, -0.4142135624, 0.2360679775, -0.8541019662] as const;
/** By how much of what is off it may change there. */
const steadyWithin = 0.25;

/**
 * What a look at both sides of a number finds; `undefined`: nothing that is plain.
 * - `steep`: backward is NaN or infinite there, too.
 */
export type Beside = 'wrong' | 'corner' | 'edge' | 'steep' | 'turning' | undefined;

/**
 * Where backward and the function differ at a number, backward is asked again on both sides of it. Right on
 * both sides, it is a corner that lies between; a mistake is one on at least one side.
 */
export class BothSides {
  constructor(
    private readonly plan: Plan,
    private readonly moved: MovedPlan,
  ) {}

  /** @param options.gap by how much backward and the function differ at the number */
  look(
    node: NodeId,
    entry: number,
    {
      x,
      size,
      gap,
      isPlain = false,
    }: {
      readonly x: number;
      readonly size: number;
      readonly gap: number;
      /** Whether differences have shown already that the corner is at the number itself. */
      readonly isPlain?: boolean;
    },
  ): Beside {
    if (this.moved.movesUpstream(node)) return undefined;
    let isTurning = false;
    for (const distance of distances) {
      const ends: number[] = [];
      const sides = [distance * size, -distance * size].map((way) => {
        const side = this.compareAt(node, entry, x + way, { way, gap });
        ends.push(this.gradientOf(node, entry));
        return side;
      });
      this.moved.restore(node, entry, x);
      if (sides.every((side) => side === 'steep')) return 'steep';
      if (sides.includes('wrong')) return 'wrong';
      if (sides.every((side) => side === 'agrees')) {
        const isSteady =
          isPlain ||
          [size, -size].every((way, side) =>
            this.isSteadyAt(node, entry, [x + nearShare * way], {
              gradient: ends[side] ?? NaN,
              off: gap || Infinity,
            }),
          );
        this.moved.restore(node, entry, x);
        if (isSteady) return 'corner';
        isTurning = true;
      }
      isTurning ||= sides.includes('turning');
      if (sides.includes('agrees') && sides.includes('notFinite')) return 'edge';
    }
    if (!isTurning) return undefined;
    const isWrong = [nearest * size, -nearest * size].some(
      (way) => this.compareAt(node, entry, x + way, { way, gap }) === 'wrong',
    );
    this.moved.restore(node, entry, x);
    return isWrong ? 'wrong' : 'turning';
  }

  private compareAt(
    node: NodeId,
    entry: number,
    x: number,
    { way, gap }: { readonly way: number; readonly gap: number },
  ): Comparison | 'turning' {
    this.moved.move(node, entry, x);
    if (!this.moved.target.every(Number.isFinite)) return 'notFinite';
    this.moved.walkAnew();
    const gradient = this.plan.gradient(node)?.data;
    const analytic = gradient?.[entry] ?? NaN;
    const scaleHere = Math.max(gap, largestOf(gradient));
    const scale = (): number => scaleHere;
    const step = Math.abs(way) * quickStep;
    const quick = this.moved.changeBetween(node, entry)(x + step, x - step) / (x + step - (x - step));
    const left = this.moved.noise / step + quickError * Math.abs(quick);
    const quickly = { slope: quick, uncertainty: left, reach: step };
    if (compare(analytic, quickly, scale, resolutionBeside) === 'agrees') return 'agrees';
    const [most, least] = stepsPerDistance;
    const [largest, smallest] = [most * Math.abs(way), least * Math.abs(way)];
    for (let reach = largest; reach > smallest;) {
      const slope = this.moved.slope(node, entry, x, [reach, smallest]);
      const found = compare(analytic, slope, scale, resolutionBeside);
      if (found !== 'wrong') return found;
      const off = Math.abs(slope.slope - analytic);
      const between = placesWithin.map((place) => x + place * slope.reach);
      if (this.isSteadyAt(node, entry, between, { gradient: analytic, off })) return 'wrong';
      reach = Math.min(slope.reach, reach) / gain;
    }
    return 'turning';
  }

  /**
   * Whether backward is hardly another at some numbers than at one: where it
   * changes by as much as is `off`, the function may turn between.
   */
  private isSteadyAt(
    node: NodeId,
    entry: number,
    between: readonly number[],
    { gradient, off }: { readonly gradient: number; readonly off: number },
  ): boolean {
    return between.every((x) => Math.abs(this.gradientAt(node, entry, x) - gradient) <= steadyWithin * off);
  }

  private gradientAt(node: NodeId, entry: number, x: number): number {
    this.moved.move(node, entry, x);
    this.moved.walkAnew();
    return this.gradientOf(node, entry);
  }

  /** As backward was asked last. */
  private gradientOf(node: NodeId, entry: number): number {
    return this.plan.gradient(node)?.data[entry] ?? NaN;
  }
}
