/**
 * 图片清理: a photo carries where and when it was taken and by which telephone; whoever objects need not tell us that. What is not
 * needed to show the picture is cut out before anything is written; a picture that cannot be read through is refused.
 */

const soi = Buffer.from([0xff, 0xd8]);
const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Of a PNG only what makes the picture. */
const pngChunks = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'pHYs', 'sBIT', 'bKGD']);

/** The same bytes without what tells of their maker; undefined for a picture that is broken. Other files stay as they are. */
export function cleanImage(bytes: Buffer): Buffer | undefined {
  if (bytes.subarray(0, 2).equals(soi)) return cleanJpeg(bytes);
  return bytes.subarray(0, 8).equals(pngSignature) ? cleanPng(bytes) : bytes;
}

/** Application segments but JFIF's and Adobe's, and comments, go; what follows the end of the picture goes too. */
function cleanJpeg(bytes: Buffer): Buffer | undefined {
  const kept: Buffer[] = [soi];
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] as number;
    if (marker === 0xff) { at += 1; continue; }
    const length = bytes.readUInt16BE(at + 2);
    if (length < 2 || at + 2 + length > bytes.length) return undefined;
    const isMeta = (marker >= 0xe1 && marker <= 0xef && marker !== 0xee) || marker === 0xfe;
    if (!isMeta) kept.push(bytes.subarray(at, at + 2 + length));
    at += 2 + length;
    if (marker !== 0xda) continue;
    const end = scanEnd(bytes, at);
    if (end === undefined) return undefined;
    kept.push(bytes.subarray(at, end));
    at = end;
    if (bytes[at + 1] === 0xd9) return Buffer.concat([...kept, bytes.subarray(at, at + 2)]);
  }
  return undefined;
}

/** Where the entropy-coded data of a scan ends: at the next marker that is neither stuffing nor a restart. */
function scanEnd(bytes: Buffer, from: number): number | undefined {
  for (let at = from; at + 1 < bytes.length; at++) {
    const next = bytes[at + 1] as number;
    if (bytes[at] === 0xff && next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return undefined;
}

function cleanPng(bytes: Buffer): Buffer | undefined {
  const kept: Buffer[] = [pngSignature];
  for (let at = 8; at + 12 <= bytes.length;) {
    const end = at + 12 + bytes.readUInt32BE(at);
    const kind = bytes.toString('latin1', at + 4, at + 8);
    if (end > bytes.length) return undefined;
    if (pngChunks.has(kind)) kept.push(bytes.subarray(at, end));
    if (kind === 'IEND') return Buffer.concat(kept);
    at = end;
  }
  return undefined;
}
