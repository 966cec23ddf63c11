import { computed, effect, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { PictureKind, PictureWish } from '../../../src/protocol/trainingFrame';
import type { SampleWish, ViewWishes } from '../../../src/protocol/trainingViews';
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
  const [boundary, confusion, distribution, walkedBatch] = [
    last('boundary'),
    last('confusion'),
    last('distribution'),
    last('walkedBatch'),
  ];
  const samples = mergeSamples(all.flatMap(({ samples: some = [] }) => some));
  return {
    pictures: mergePictures(all.flatMap(({ pictures = [] }) => pictures)),
    ...(boundary !== undefined && { boundary }),
    ...(confusion !== undefined && { confusion }),
    ...(samples.length > 0 && { samples }),
    ...(distribution !== undefined && { distribution }),
    ...(walkedBatch !== undefined && { walkedBatch }),
  };
});

/** Each sample once, however many views follow it. */
function mergeSamples(samples: readonly SampleWish[]): readonly SampleWish[] {
  return [...new Map(samples.map((sample) => [`${sample.part}/${sample.index}`, sample])).values()];
}

/** Each picture once, at the finest that anybody wants. */
function mergePictures(pictures: readonly PictureWish[]): PictureWish[] {
  const finest = new Map<string, { layer: number; kind: PictureKind; side: number; whole: boolean }>();
  for (const { layer, kinds, side = 0, whole = false } of pictures) {
    for (const kind of kinds) {
      const key = `${layer}/${kind}`;
      const known = finest.get(key);
      finest.set(key, {
        layer,
        kind,
        side: Math.max(known?.side ?? 0, side),
        whole: whole || (known?.whole ?? false),
      });
    }
  }
  const wishes = new Map<string, { layer: number; kinds: PictureKind[]; side: number; whole: boolean }>();
  for (const { layer, kind, side, whole } of finest.values()) {
    const key = `${layer}/${side}/${whole}`;
    const wish = wishes.get(key) ?? { layer, kinds: [], side, whole };
    wish.kinds.push(kind);
    wishes.set(key, wish);
  }
  return [...wishes.values()]
    .sort((a, b) => a.layer - b.layer)
    .map(({ layer, kinds, side, whole }) => ({
      layer,
      kinds,
      ...(side > 0 && { side }),
      ...(whole && { whole }),
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
