/** Of PKWARE's APPNOTE 6.3, sections 4.3.12 and 4.3.16. */
const ENTRY_LENGTH = 46;
const END_LENGTH = 22;

/**
 * A ZIP archive whose directory lists its first file under further names, too: each of them is the same
 * stretch of bytes, so that a small file holds as much as one likes.
 * @param change of each further entry of the directory
 */
export function listedAgain(
  archive: Uint8Array,
  names: readonly string[],
  change: (entry: DataView) => void = () => undefined,
): Uint8Array {
  const end = archive.length - END_LENGTH;
  const start = new DataView(archive.buffer, archive.byteOffset).getUint32(end + 16, true);
  const first = Buffer.from(archive.subarray(start, start + ENTRY_LENGTH));
  const further = names.map((name) => {
    const header = Buffer.from(first);
    header.writeUInt16LE(name.length, 28);
    header.writeUInt32LE(0, 30);
    change(new DataView(header.buffer, header.byteOffset, header.length));
    return Buffer.concat([header, Buffer.from(name)]);
  });
  const directory = Buffer.concat([archive.subarray(start, end), ...further]);
  const last = Buffer.from(archive.subarray(end));
  const count = last.readUInt16LE(10) + names.length;
  last.writeUInt16LE(count, 8);
  last.writeUInt16LE(count, 10);
  last.writeUInt32LE(directory.length, 12);
  return new Uint8Array(Buffer.concat([archive.subarray(0, start), directory, last]));
}
