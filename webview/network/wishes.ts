import { computed, effect, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { PictureKind, PictureWish } from '../../src/protocol/trainingFrame';
import type { ViewWishes } from '../../src/protocol/trainingViews';
import { tell } from './host';

type Wish = Partial<ViewWishes>;

const wanted = signal<ReadonlyMap<string, Wish>>(new Map());

/** Has the host send what a section shows, as long as it is on the screen. Sections wish under keys of their own. */
export function useWish(key: string, wish: Wish | undefined): void {
  const said = JSON.stringify(wish ?? null);
  useEffect(() => {
    const parsed = JSON.parse(said) as Wish | null;
    if (parsed === null) return undefined;
    wanted.value = new Map(wanted.peek()).set(key, parsed);
    return () => {
      const without = new Map(wanted.peek());
      without.delete(key);
      wanted.value = without;
    };
  }, [key, said]);
}

/** What all sections wish together. */
const wishes = computed<ViewWishes>(() => {
  const all = [...wanted.value.values()];
  const last = <Key extends keyof ViewWishes>(key: Key): ViewWishes[Key] | undefined =>
    all
      .map((wish) => wish[key])
      .filter((value) => value !== undefined)
      .at(-1);
  const [boundary, confusion, sample, distribution] = [
    last('boundary'),
    last('confusion'),
    last('sample'),
    last('distribution'),
  ];
  return {
    pictures: mergePictures(all.flatMap(({ pictures = [] }) => pictures)),
    ...(boundary !== undefined && { boundary }),
    ...(confusion !== undefined && { confusion }),
    ...(sample !== undefined && { sample }),
    ...(distribution !== undefined && { distribution }),
  };
});

/** One wish a layer: all kinds that anybody wants, at the finest. */
function mergePictures(pictures: readonly PictureWish[]): PictureWish[] {
  const byLayer = new Map<number, { kinds: Set<PictureKind>; side: number }>();
  for (const { layer, kinds, side = 0 } of pictures) {
    const known = byLayer.get(layer) ?? { kinds: new Set(), side: 0 };
    for (const kind of kinds) known.kinds.add(kind);
    known.side = Math.max(known.side, side);
    byLayer.set(layer, known);
  }
  return [...byLayer]
    .sort(([a], [b]) => a - b)
    .map(([layer, { kinds, side }]) => ({
      layer,
      kinds: [...kinds],
      ...(side > 0 && { side }),
    }));
}

/** Tells the host, whenever the wishes change. */
export function sendWishes(): void {
  let said = '';
  effect(() => {
    const now = JSON.stringify(wishes.value);
    if (now === said) return;
    said = now;
    tell({ kind: 'wish', wishes: wishes.value });
  });
}
