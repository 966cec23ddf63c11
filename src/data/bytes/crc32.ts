/** Checksums of 32 bits, as unsigned numbers, each by its polynomial, lowest bit first. */
function checksum(polynomial: number): (bytes: Uint8Array) => number {
  const remainders = Uint32Array.from({ length: 256 }, (_, byte) => {
    let remainder = byte;
    for (let bit = 0; bit < 8; bit++) {
      remainder = (remainder >>> 1) ^ (remainder & 1 ? polynomial : 0);
    }
    return remainder;
  });
  return (bytes) => {
    let remainder = 0xffffffff;
    for (let index = 0; index < bytes.length; index++) {
      remainder = (remainder >>> 8) ^ (remainders[(remainder ^ (bytes[index] ?? 0)) & 0xff] ?? 0);
    }
    return (remainder ^ 0xffffffff) >>> 0;
  };
}

/** CRC-32 (ISO-HDLC), which ZIP and gzip keep of what they hold. */
export const crc32 = checksum(0xedb88320);

/** CRC-32C (Castagnoli, RFC 3720 appendix B.4), which TFRecord files keep. */
export const crc32c = checksum(0x82f63b78);
