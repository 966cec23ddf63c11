/** Of PKWARE's APPNOTE 6.3, sections 4.3.12 to 4.3.16: how each record begins, and its shortest length. */
const ENTRY = { signature: 0x02014b50, length: 46 };
const END = { signature: 0x06054b50, length: 22 };
const END_64 = { signature: 0x06064b50, length: 56 };
const LOCATOR_64 = { signature: 0x07064b50, length: 20 };

/** The comment behind the last record, whose length has 16 bits. */
const LONGEST_COMMENT = 0xffff;

/** Stands for an offset that only the 64-bit record has room for. */
const TOO_FAR = 0xffffffff;

/** Of the general purpose bit flag, section 4.4.4. */
const ENCRYPTED = 1;

/** What the directory of a ZIP archive declares of a file, and the reader of archives passes over. */
export interface DeclaredFile {
  /** The CRC-32 of what was packed. */
  readonly checksum: number;
  readonly isEncrypted: boolean;
}

/**
 * The files that the directory of a ZIP archive declares, in its order. It ends where the directory does, or
 * where it is damaged: what is not there cannot be compared with.
 */
export function declaredFiles(bytes: Uint8Array): readonly DeclaredFile[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const files: DeclaredFile[] = [];
  let at = directoryStart(view);
  while (at !== undefined && isRecord(view, at, ENTRY)) {
    files.push({
      checksum: view.getUint32(at + 16, true),
      isEncrypted: (view.getUint16(at + 8, true) & ENCRYPTED) !== 0,
    });
    const [name, extra, comment] = [28, 30, 32].map((offset) => view.getUint16((at ?? 0) + offset, true));
    at += ENTRY.length + (name ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return files;
}

function isRecord(view: DataView, at: number, { signature, length }: typeof ENTRY): boolean {
  return at >= 0 && at + length <= view.byteLength && view.getUint32(at, true) === signature;
}

/** Where the directory begins, by the record at the end of the archive. */
function directoryStart(view: DataView): number | undefined {
  const last = view.byteLength - END.length;
  for (let end = last; end >= Math.max(0, last - LONGEST_COMMENT); end--) {
    if (!isRecord(view, end, END)) continue;
    const start = view.getUint32(end + 16, true);
    return start === TOO_FAR ? directoryStart64(view, end - LOCATOR_64.length) : start;
  }
  return undefined;
}

function directoryStart64(view: DataView, locator: number): number | undefined {
  if (!isRecord(view, locator, LOCATOR_64)) return undefined;
  const end = Number(view.getBigUint64(locator + 8, true));
  return isRecord(view, end, END_64) ? Number(view.getBigUint64(end + 48, true)) : undefined;
}
