/**
 * 遮盖而不改写: a mask may hide text and do nothing else. Whoever masks a record before it is shown must not be able to make
 * it say something that nobody found.
 */

/** What stands for hidden text: asterisks, and 某 as courts write it. */
const hidden = /[*＊×某]+/u;

/** Whether `masked` is `original` with some parts hidden: everything else stands in it, in order and unchanged. */
export function onlyHides(original: string, masked: string): boolean {
  const parts = masked.split(hidden);
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return masked === original;
  if (!original.startsWith(first)) return false;
  const last = rest.pop() as string;
  let at = first.length;
  for (const part of rest) {
    const found = original.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return original.endsWith(last) && original.length - last.length >= at;
}
