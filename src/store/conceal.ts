/**
 * 身份号码与涉人文字不落明文: identity numbers inside a record's facts are kept as mask and cipher text; the plain number exists only
 * while a decision is made. What lists, details and exports read is the mask. Where a matter is about a person, what people
 * wrote about it in their own words, and what its documents say, is kept as cipher text too, and read by the detail and the desk.
 */
import type { CatalogItem, FactField } from '../core/catalog.ts';
import type { FieldDef } from '../core/field.ts';
import { maskIdNumber } from '../core/identifiers/id-number.ts';
import type { Register } from '../core/register.ts';
import type { House } from './house.ts';
import { decrypt, encrypt } from './keys.ts';

const mark = '\u2063密:';
/** What stands for a text that is kept apart. */
export const apartMask = '（另行加密保存）';
const wordsMark = '\u2063文:';

/** Whether a text pretends to be a concealed one: nobody types one, and it could not be read back. */
export const looksConcealed = (text: string): boolean => text.includes(mark) || text.includes(wordsMark);
type Content = Readonly<Record<string, unknown>>;

/** The mask of a concealed number, or the value itself. */
export const maskOf = (value: unknown): unknown => (typeof value === 'string' && value.includes(mark) ? value.slice(0, value.indexOf(mark)) : value);

const sealText = (house: Pick<House, 'keys'>, text: string): string => encrypt(house.keys.identity, Buffer.from(text)).toString('base64');
const openText = (house: Pick<House, 'keys'>, text: string, after: string): string => decrypt(house.keys.identity, Buffer.from(text.slice(text.indexOf(after) + after.length), 'base64')).toString();

export const concealText = (house: Pick<House, 'keys'>, number: string): string => `${maskIdNumber(number)}${mark}${sealText(house, number)}`;

const concealWords = (house: Pick<House, 'keys'>, words: string): string => `${wordsMark}${sealText(house, words)}`;

const wordsOf = (house: Pick<House, 'keys'>, value: unknown): unknown => (typeof value === 'string' && value.startsWith(wordsMark) ? openText(house, value, wordsMark) : value);
const plainOf = (house: Pick<House, 'keys'>, value: unknown): unknown => (typeof value === 'string' && value.includes(mark) ? openText(house, value, mark) : wordsOf(house, value));

/** The item's fields that hold identity numbers. */
export const secretKeys = (item: CatalogItem | undefined): readonly string[] => keysOf(item, 'idNumber');
const keysOf = (item: CatalogItem | undefined, type: FactField['type']): readonly string[] => (item?.fields ?? []).filter((f) => f.type === type).map((f) => f.key);

type Change = (value: unknown, key: string) => unknown;
const isContent = (value: unknown): value is Content => typeof value === 'object' && value !== null && !Array.isArray(value);
const mapContent = (content: Content, change: Change): Content => Object.fromEntries(Object.entries(content).map(([key, value]) => [key, change(value, key)]));

/** Whole texts of their own, and those by key inside. */
const eachText = (content: Content, change: Change): Content => mapContent(content, (value, key) => (isContent(value) ? mapContent(value, change) : change(value, key)));

function itemOf(house: House, whole: Content): CatalogItem | undefined {
  const itemKey = whole['item'];
  if (typeof itemKey !== 'string') return undefined;
  const version = whole['itemVersion'];
  const rules = house.rulesOn(house.clock.today());
  return (typeof version === 'number' ? rules.version('item', itemKey, version) : undefined)?.body ?? rules.find('item', itemKey)?.body;
}

/** Content as it is stored: identity numbers behind their mask and, where it is about a person, free text. `whole` is the record's full content, which names the catalogue item. */
export function conceal(house: House, register: Register, content: Content, whole: Content): Content {
  const item = itemOf(house, whole);
  const secrets = secretKeys(item);
  const personal = register.personal?.(whole, house.rulesOn(house.clock.today())) === true;
  const apart = (key: string): boolean => (register.fields as Record<string, FieldDef>)[key]?.secret === true;
  if (secrets.length === 0 && !personal && !Object.keys(content).some(apart)) return content;
  const long = personal ? keysOf(item, 'longText') : [];
  const hide = (value: unknown, isSecret: boolean, isWords: boolean): unknown => {
    if (typeof value !== 'string' || value === '' || looksConcealed(value)) return value;
    return isSecret ? concealText(house, value) : isWords ? concealWords(house, value) : value;
  };
  return mapContent(content, (value, key) => {
    const kind = (register.fields as Record<string, FieldDef>)[key]?.kind;
    if (kind === 'facts' && isContent(value)) return mapContent(value, (each, k) => hide(each, secrets.includes(k), long.includes(k)));
    if (kind === 'masks' && isContent(value)) return mapContent(value, (each) => hide(each, false, personal));
    if (apart(key) && typeof value === 'string' && !looksConcealed(value)) return `${apartMask}${mark}${sealText(house, value)}`;
    return hide(value, false, personal && kind === 'longText');
  });
}

/** Content as a decision sees it. */
export const reveal = (house: Pick<House, 'keys'>, content: Content): Content => eachText(content, (value) => plainOf(house, value));

/** Content as a person reads it: free text in words, identity numbers as their mask still, and nothing of what is kept apart. */
export const revealWords = (house: Pick<House, 'keys'>, content: Content): Content => eachText(content, (value) => (typeof value === 'string' && value.startsWith(`${apartMask}${mark}`) ? apartMask : wordsOf(house, value)));

/** One text that is kept apart, in plain. */
export const revealApart = (house: Pick<House, 'keys'>, value: unknown): string | undefined => (typeof value === 'string' && value.startsWith(`${apartMask}${mark}`) ? openText(house, value, mark) : undefined);

/** The text of a document as it is stored: nobody knows at an upload whether it will speak of a person. */
export const concealDocument = (house: Pick<House, 'keys'>, text: string): Buffer => encrypt(house.keys.identity, Buffer.from(text));

/** `plain` is a text of an earlier version that waits to be encrypted. */
export interface StoredText {
  readonly cipher: Buffer | null;
  readonly plain: string | null;
}

/** The text of a document, for the gate and the desk; null where none could be read. */
export const revealDocument = (house: Pick<House, 'keys'>, { cipher, plain }: StoredText): string | null => (cipher === null ? plain : decrypt(house.keys.identity, cipher).toString());

const documentsAtOnce = 100;

/** Encrypts texts that an earlier version left in plain. @returns how many. */
export async function concealDocuments(house: Pick<House, 'keys' | 'pool'>): Promise<number> {
  const { rows } = await house.pool.query<{ id: string; text: string }>(`select id, content_text as text from rc.attachment where content_text is not null limit ${documentsAtOnce}`);
  for (const { id, text } of rows) await house.pool.query('update rc.attachment set text_cipher = $2, content_text = null where id = $1 and content_text = $3', [id, concealDocument(house, text), text]);
  return rows.length === 0 ? 0 : rows.length + (await concealDocuments(house));
}
