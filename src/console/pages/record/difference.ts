// 文字差异: which part of a text was changed in a correction, so that the eye finds it at once.

/** Splits two texts into the shared start, the part that differs in each, and the shared end. */
export function difference(before: string, after: string): { start: string; gone: string; come: string; end: string } {
  const a = [...before];
  const b = [...after];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const text = (chars: string[], from: number, to: number): string => chars.slice(from, to).join('');
  return { start: text(a, 0, start), gone: text(a, start, a.length - end), come: text(b, start, b.length - end), end: text(a, a.length - end, a.length) };
}
