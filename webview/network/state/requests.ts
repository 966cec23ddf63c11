import { computed, effect, signal } from '@preact/signals';
import { dequal } from 'dequal/lite';
import { useEffect, useRef } from 'preact/hooks';
import type {
  PictureKind,
  PictureRequest,
  SampleRequest,
  ViewRequests,
} from '../../../src/protocol/trainingViews';
import { pictureSide } from '../../../src/protocol/viewLimits';
import { post } from './host';

/** What one section shows of a run. */
type SectionRequest = Partial<ViewRequests>;

const bySection = signal<ReadonlyMap<string, SectionRequest>>(new Map());

/**
 * Has the host send what a section shows, as long as it is on the screen. Each section has a key of its own.
 */
export function useViewRequest(key: string, request: SectionRequest | undefined): void {
  // Sections make their request anew with every rendering; only another one is sent.
  const kept = useRef(request);
  if (!dequal(kept.current, request)) kept.current = request;
  const { current } = kept;
  useEffect(() => {
    return current === undefined ? undefined : requestViews(key, current);
  }, [key, current]);
}

/**
 * Has the host send something for as long as somebody needs it.
 * @returns ends that
 */
export function requestViews(key: string, request: SectionRequest): () => void {
  bySection.value = new Map(bySection.peek()).set(key, request);
  return () => {
    const others = new Map(bySection.peek());
    others.delete(key);
    bySection.value = others;
  };
}

/** What all sections request together. */
const requests = computed<ViewRequests>(() => {
  const all = [...bySection.value.values()];
  const last = <Key extends keyof ViewRequests>(key: Key): ViewRequests[Key] | undefined =>
    all
      .map((request) => request[key])
      .filter((value) => value !== undefined)
      .at(-1);
  const [boundary, confusion, distribution] = [last('boundary'), last('confusion'), last('distribution')];
  const [sampleGradients, walkedBatch, walkedUpdate] = [
    last('sampleGradients'),
    last('walkedBatch'),
    last('walkedUpdate'),
  ];
  const samples = mergeSamples(all.flatMap(({ samples: some = [] }) => some));
  return {
    pictures: mergePictures(all.flatMap(({ pictures = [] }) => pictures)),
    ...(boundary !== undefined && { boundary }),
    ...(confusion !== undefined && { confusion }),
    ...(samples.length > 0 && { samples }),
    ...(sampleGradients !== undefined && { sampleGradients }),
    ...(distribution !== undefined && { distribution }),
    ...(walkedBatch !== undefined && { walkedBatch }),
    ...(walkedUpdate !== undefined && { walkedUpdate }),
  };
});

/** Each sample once, however many views follow it. */
function mergeSamples(samples: readonly SampleRequest[]): readonly SampleRequest[] {
  return [...new Map(samples.map((sample) => [`${sample.part}/${sample.index}`, sample])).values()];
}

/** Each picture once, at the finest side that any section requests. */
function mergePictures(pictures: readonly PictureRequest[]): PictureRequest[] {
  const finest = new Map<string, { layer: number; kind: PictureKind; side: number; whole: boolean }>();
  for (const { layer, kinds, side = pictureSide, whole = false } of pictures) {
    for (const kind of kinds) {
      const key = `${layer}/${kind}`;
      const finer = finest.get(key);
      finest.set(key, {
        layer,
        kind,
        side: Math.max(finer?.side ?? 0, side),
        whole: whole || (finer?.whole ?? false),
      });
    }
  }
  const merged = new Map<string, { layer: number; kinds: PictureKind[]; side: number; whole: boolean }>();
  for (const { layer, kind, side, whole } of finest.values()) {
    const key = `${layer}/${side}/${whole}`;
    const request = merged.get(key) ?? { layer, kinds: [], side, whole };
    request.kinds.push(kind);
    merged.set(key, request);
  }
  return [...merged.values()]
    .sort((a, b) => a.layer - b.layer)
    .map(({ layer, kinds, side, whole }) => ({
      layer,
      kinds,
      ...(side !== pictureSide && { side }),
      ...(whole && { whole }),
    }));
}

/** Posts the requests of all sections to the host, whenever they change. */
export function sendViewRequests(): void {
  let sent: ViewRequests | undefined;
  effect(() => {
    if (dequal(requests.value, sent)) return;
    sent = requests.value;
    post({ kind: 'requestViews', requests: sent });
  });
}
