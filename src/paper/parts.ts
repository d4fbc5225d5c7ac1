/**
 * Word 文件的部件: opens a .docx as what it is, a zip of XML, with limits: templates come from outside, so a bomb, a DOCTYPE or a broken file is
 * nothing. What it gives is a small tree with local names.
 */
import { SaxesParser } from 'saxes';
import { fromBufferPromise } from 'yauzl';

const entriesMax = 200;
const inflatedBytesMax = 8 * 2 ** 20;

export interface Node {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Node[];
  text: string;
}

/** All parts by name; undefined for what is no .docx or is too large. */
export async function openParts(docx: Buffer): Promise<ReadonlyMap<string, Buffer> | undefined> {
  const zip = await fromBufferPromise(docx, { lazyEntries: true }).catch(() => undefined);
  if (zip === undefined) return undefined;
  const parts = new Map<string, Buffer>();
  let bytes = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      if (parts.size >= entriesMax || (bytes += entry.uncompressedSize) > inflatedBytesMax) return undefined;
      const chunks: Buffer[] = [];
      for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
      parts.set(entry.fileName, Buffer.concat(chunks));
    }
  } catch {
    return undefined;
  }
  return parts.has('word/document.xml') ? parts : undefined;
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

/** A part as a tree. @throws Error for a DOCTYPE or broken XML. */
export function treeOf(xml: Buffer): Node {
  const root: Node = { name: '', attributes: {}, children: [], text: '' };
  const stack = [root];
  const parser = new SaxesParser({ position: false });
  parser.on('doctype', () => { throw new Error('a DOCTYPE'); });
  parser.on('error', (error) => { throw error; });
  parser.on('opentag', (tag) => {
    const node: Node = { name: local(tag.name), attributes: Object.fromEntries(Object.entries(tag.attributes as Record<string, string>).map(([k, v]) => [local(k), v])), children: [], text: '' };
    (stack.at(-1) as Node).children.push(node);
    stack.push(node);
  });
  parser.on('text', (text) => { (stack.at(-1) as Node).text += text; });
  parser.on('closetag', () => { stack.pop(); });
  parser.write(xml.toString('utf8')).close();
  return root.children[0] ?? root;
}

export const child = (node: Node | undefined, ...path: readonly string[]): Node | undefined => path.reduce<Node | undefined>((at, name) => at?.children.find((c) => c.name === name), node);
export const childrenOf = (node: Node | undefined, name: string): Node[] => node?.children.filter((c) => c.name === name) ?? [];
export const value = (node: Node | undefined, attribute = 'val'): string | undefined => node?.attributes[attribute];

/** All nodes of a name below one, in order. */
export const below = (node: Node, name: string): Node[] => node.children.flatMap((c) => (c.name === name ? [c, ...below(c, name)] : below(c, name)));
