import { strFromU8 } from 'fflate';

/*
 * The few fields of Event, Summary, HistogramProto and TensorProto that a run is read from
 * (https://github.com/tensorflow/tensorboard/tree/master/tensorboard/compat/proto). A library for all of
 * protobuf would be larger than this reader and need the descriptions of every message.
 */

/** How the values of a tensor, or of what a layer learns, are spread. */
export interface EventHistogram {
  /** Edges and counts of parts beside each other. */
  readonly parts: readonly { readonly from: number; readonly to: number; readonly count: number }[];
  /** Absent in the newer form, where the parts tell it approximately. */
  readonly sums?: { readonly sum: number; readonly squares: number };
}

export interface EventValue {
  readonly tag: string;
  readonly value: number | EventHistogram;
}

export interface Event {
  /** Seconds since 1970. */
  readonly time: number;
  readonly step: number;
  readonly values: readonly EventValue[];
  /** The tags of what cannot be: histograms that are none, and all values where the step is none. */
  readonly refused: Readonly<Record<Refusal, readonly string[]>>;
}

/** Why a value of an event is left out. */
type Refusal = 'badStep' | 'badHistogram';

/** A histogram of a recording counts in 32 bits. */
const mostCounted = 2 ** 31 - 1;

/** One field of a message: a number, or the bytes of whatever it holds. */
interface Field {
  readonly number: number;
  readonly value: number | Uint8Array;
}

/** @throws RangeError for bytes that are no message */
function fieldsOf(bytes: Uint8Array): readonly Field[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields: Field[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++];
      if (byte === undefined || factor > 2 ** 63) throw new RangeError('A number is cut off.');
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const number = Math.floor(key / 8);
    switch (key % 8) {
      case 0:
        fields.push({ number, value: varint() });
        break;
      case 1:
        fields.push({ number, value: view.getFloat64(at, true) });
        at += 8;
        break;
      case 2: {
        const length = varint();
        if (at + length > bytes.length) throw new RangeError('A field is cut off.');
        fields.push({ number, value: bytes.subarray(at, at + length) });
        at += length;
        break;
      }
      case 5:
        fields.push({ number, value: view.getFloat32(at, true) });
        at += 4;
        break;
      default:
        throw new RangeError('There is no such kind of field.');
    }
  }
  return fields;
}

function numberIn(fields: readonly Field[], number: number): number | undefined {
  const value = fields.find((field) => field.number === number)?.value;
  return typeof value === 'number' ? value : undefined;
}

function bytesIn(fields: readonly Field[], number: number): Uint8Array | undefined {
  const value = fields.find((field) => field.number === number)?.value;
  return typeof value === 'object' ? value : undefined;
}

/** Numbers of a repeated field, packed or each by itself. */
function numbersIn(fields: readonly Field[], number: number, width: 4 | 8): number[] {
  return fields.flatMap((field) => {
    if (field.number !== number) return [];
    return typeof field.value === 'number' ? [field.value] : unpacked(field.value, width);
  });
}

function unpacked(bytes: Uint8Array, width: 4 | 8): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: Math.floor(bytes.length / width) }, (_, i) =>
    width === 8 ? view.getFloat64(8 * i, true) : view.getFloat32(4 * i, true),
  );
}

/** `undefined` for bytes that are no event. What an event says besides numbers and histograms is left out. */
export function readEvent(bytes: Uint8Array): Event | undefined {
  try {
    const fields = fieldsOf(bytes);
    const summary = bytesIn(fields, 5);
    const read = summary ? fieldsOf(summary).flatMap(valueOf) : [];
    const step = numberIn(fields, 2) ?? 0;
    // Negative steps are written as numbers beyond 2⁶³.
    const isStep = step < 2 ** 53;
    const values = isStep ? read.filter(({ value }) => isPossible(value)) : [];
    const tagsOf = (some: readonly EventValue[]): readonly string[] => some.map(({ tag }) => tag);
    return {
      time: numberIn(fields, 1) ?? 0,
      step: isStep ? step : 0,
      values,
      refused: {
        badStep: isStep ? [] : tagsOf(read),
        badHistogram: tagsOf(read.filter(({ value }) => !isPossible(value))),
      },
    };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** A histogram counts something, in parts that follow each other from one finite number to another. */
function isPossible(value: EventValue['value']): boolean {
  if (typeof value === 'number') return true;
  const { parts } = value;
  const [first, last] = [parts[0], parts.at(-1)];
  if (first === undefined || last === undefined) return false;
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  return (
    Number.isFinite(last.to - first.from) &&
    total <= mostCounted &&
    parts.every(({ from, to }, i) => from <= to && from >= (parts[i - 1]?.to ?? from))
  );
}

function valueOf({ number, value: bytes }: Field): readonly EventValue[] {
  if (number !== 1 || typeof bytes === 'number') return [];
  const fields = fieldsOf(bytes);
  const tag = strFromU8(bytesIn(fields, 1) ?? new Uint8Array());
  const simple = numberIn(fields, 2);
  if (simple !== undefined) return [{ tag, value: simple }];
  const histogram = bytesIn(fields, 5);
  if (histogram) return [{ tag, value: oldHistogram(fieldsOf(histogram)) }];
  const tensor = bytesIn(fields, 8);
  const read = tensor && tensorOf(fieldsOf(tensor));
  if (read === undefined) return [];
  const { shape, values } = read;
  const [single] = values;
  if (shape.length === 0 && single !== undefined) return [{ tag, value: single }];
  const isHistogram = shape.length === 2 && shape[1] === 3 && values.length === 3 * (shape[0] ?? 0);
  return isHistogram ? [{ tag, value: newHistogram(values) }] : [];
}

/**
 * The parts end at `bucket_limit`; the outermost reach to where numbers end.
 * @returns no parts where the message is none that a writer makes
 */
function oldHistogram(fields: readonly Field[]): EventHistogram {
  const [lowest, highest] = [numberIn(fields, 1) ?? 0, numberIn(fields, 2) ?? 0];
  const limits = numbersIn(fields, 6, 8);
  const counts = numbersIn(fields, 7, 8);
  const isWhole =
    lowest <= highest &&
    counts.length === limits.length &&
    counts.every((count) => count >= 0) &&
    limits.every((limit, i) => Number.isFinite(limit) && limit >= (limits[i - 1] ?? limit));
  if (!isWhole) return { parts: [] };
  const inside = (edge: number): number => Math.min(highest, Math.max(lowest, edge));
  return {
    parts: counts.flatMap((count, i) =>
      count > 0 ? [{ from: inside(limits[i - 1] ?? lowest), to: inside(limits[i] ?? highest), count }] : [],
    ),
    sums: { sum: numberIn(fields, 4) ?? NaN, squares: numberIn(fields, 5) ?? NaN },
  };
}

/** Rows of left edge, right edge and count. */
function newHistogram(values: readonly number[]): EventHistogram {
  const parts = [];
  for (let i = 0; i < values.length; i += 3) {
    const [from = NaN, to = NaN, count = 0] = values.slice(i, i + 3);
    if (!(count >= 0)) return { parts: [] };
    if (count > 0) parts.push({ from, to, count });
  }
  return { parts };
}

/** Of float and double; the numbers of other tensors are not asked for. */
function tensorOf(
  fields: readonly Field[],
): { readonly shape: readonly number[]; readonly values: readonly number[] } | undefined {
  const type = numberIn(fields, 1);
  if (type !== 1 && type !== 2) return undefined;
  const shape = fieldsOf(bytesIn(fields, 2) ?? new Uint8Array()).flatMap(({ number, value }) =>
    number === 2 && typeof value === 'object' ? [numberIn(fieldsOf(value), 1) ?? 0] : [],
  );
  const width = type === 1 ? 4 : 8;
  const content = bytesIn(fields, 4);
  return { shape, values: content ? unpacked(content, width) : numbersIn(fields, type === 1 ? 5 : 6, width) };
}
