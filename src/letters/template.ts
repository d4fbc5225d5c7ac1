/**
 * 文书模板: fills a Word template and judges one that a city edited: that it opens, uses no tag we do not know and every tag that a letter may
 * not lack, reaches for nothing outside itself, and can be printed.
 */
import { MimeType, TemplateHandler, type TemplateData } from 'easy-template-x';
import { fieldsOf, isLetterKey, type LetterKey, letterKinds, letterTags, type LetterTexts, tagsFor, templateBytesMax } from '../core/letter.ts';
import type { FieldError } from '../core/problem.ts';
import { openParts } from '../paper/parts.ts';
import { printDocx } from '../paper/pdf.ts';

/** What stands for the tags: texts by Chinese name, and the picture of the code. */
export interface Filling {
  readonly texts: LetterTexts;
  readonly qr: Buffer;
}

const qrPixels = 94;
const handler = (): TemplateHandler => new TemplateHandler();

/** A filled letter as .docx. */
export async function fillTemplate(template: Buffer, { texts, qr }: Filling): Promise<Buffer> {
  const data: TemplateData = { ...(texts as TemplateData), [letterTags.qr.zh]: { _type: 'image', source: qr, format: MimeType.Png, width: qrPixels, height: qrPixels, altText: '本文书的验证二维码' } };
  return handler().process(template, data);
}

const wrong = (zh: string, en: string): FieldError => ({ pointer: 'body.template', zh, en });
const braces = (names: readonly string[]): string => names.map((name) => `{${name}}`).join('、');

/** Chinese names of all tags of a kind, and of those that must stand in its template. */
export function tagsOf(kind: LetterKey): { readonly known: readonly string[]; readonly must: readonly string[] } {
  const tags = tagsFor(kind);
  return { known: tags.map((t) => t.zh), must: tags.filter((t) => t.must).map((t) => t.zh) };
}

/** Parts that a template may not have: programs, and things fetched from elsewhere when it is opened. */
async function outsideIn(docx: Buffer): Promise<boolean | undefined> {
  const parts = await openParts(docx);
  if (parts === undefined) return undefined;
  return [...parts].some(([name, bytes]) => /vbaProject|activeX|embeddings\//i.test(name) || (name.endsWith('.rels') && /TargetMode="External"/i.test(bytes.toString('utf8').replace(/<Relationship [^>]*\/hyperlink"[^>]*>/g, ''))));
}

const onePixel = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAGgnOfQAAAABJRU5ErkJggg==', 'base64');

async function trialErrors(kind: LetterKey, docx: Buffer): Promise<readonly FieldError[]> {
  try {
    const rows = Object.values(fieldsOf(kind)).flatMap((f) => (f.columns === undefined ? [] : [[f.zh, [Object.fromEntries(Object.values(f.columns).map(({ zh }) => [zh, '样例']))]] as const]));
    const filled = await fillTemplate(docx, { texts: { ...Object.fromEntries(tagsOf(kind).known.map((name) => [name, '样例'])), ...Object.fromEntries(rows) }, qr: onePixel });
    await printDocx(filled, { title: letterKinds[kind].zh, author: '', on: '2000-01-01' });
    return [];
  } catch {
    return [wrong('模板能打开，但试排失败：请用 Word 另存为 .docx，去掉文本框、域和修订标记后重新上传', 'The template opens but cannot be printed')];
  }
}

/** Why a template cannot be used, in words for who edited it; empty when it can. */
export async function templateErrors(key: string, base64: string): Promise<readonly FieldError[]> {
  if (!isLetterKey(key)) return [wrong(`没有“${key}”这一种文书，请从文书模板中选择`, `No letter of kind "${key}"`)];
  const docx = Buffer.from(base64, 'base64');
  if (docx.length > templateBytesMax) return [wrong(`模板超过 ${templateBytesMax / 1024} kB，请删去图片等内容后重新上传`, 'The template is too large')];
  const outside = await outsideIn(docx);
  if (outside === undefined) return [wrong('文件打不开，不是 Word 文档（.docx）：请在 Word 中另存为“Word 文档（*.docx）”后重新上传', 'Not a .docx')];
  if (outside) return [wrong('模板中有宏、嵌入对象或引用外部文件的内容，请删除后重新上传', 'The template holds a program or reaches for something outside itself')];
  let found: readonly string[];
  try {
    found = [...new Set((await handler().parseTags(docx)).map((tag) => tag.name))];
  } catch {
    return [wrong('模板中有没有写完整的标签：标签以 { 开始、以 } 结束，条件段以 {#名称} 开始、以 {/名称} 结束，请检查后重新上传', 'A tag of the template is not closed')];
  }
  const { known, must } = tagsOf(key);
  const [foreign, lacking] = [found.filter((name) => !known.includes(name)), must.filter((name) => !found.includes(name))];
  const errors = [
    ...(foreign.length === 0 ? [] : [wrong(`模板中有不认识的标签：${braces(foreign)}；“${letterKinds[key].zh}”可以使用的标签是：${braces(known)}`, `Unknown tags: ${foreign.join(', ')}`)]),
    ...(lacking.length === 0 ? [] : [wrong(`模板中缺少必须的标签：${braces(lacking)}，请补上`, `Missing tags: ${lacking.join(', ')}`)]),
  ];
  return errors.length > 0 ? errors : trialErrors(key, docx);
}
