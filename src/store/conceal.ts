/**
 * 身份号码不落明文: identity numbers inside a record's facts are kept as mask and cipher text; the plain number exists only
 * while a decision is made. What lists, details and exports read is the mask.
 */
import type { CatalogItem } from '../core/catalog.ts';
import type { FieldDef } from '../core/field.ts';
import { maskIdNumber } from '../core/identifiers/id-number.ts';
import type { Register } from '../core/register.ts';
import type { House } from './house.ts';
import { decrypt, encrypt } from './keys.ts';

const mark = '\u2063密:';

/** Whether a text pretends to be a concealed number: nobody types one, and it could not be read back. */
export const looksConcealed = (text: string): boolean => text.includes(mark);
type Content = Readonly<Record<string, unknown>>;

/** The mask of a concealed value, or the value itself. */
export const maskOf = (value: unknown): unknown => (typeof value === 'string' && value.includes(mark) ? value.slice(0, value.indexOf(mark)) : value);

export const concealText = (house: Pick<House, 'keys'>, number: string): string => `${maskIdNumber(number)}${mark}${encrypt(house.keys.identity, Buffer.from(number)).toString('base64')}`;

function revealText(house: House, value: unknown): unknown {
  if (typeof value !== 'string' || !value.includes(mark)) return value;
  return decrypt(house.keys.identity, Buffer.from(value.slice(value.indexOf(mark) + mark.length), 'base64')).toString();
}

/** The item's fields that hold identity numbers. */
export const secretKeys = (item: CatalogItem | undefined): readonly string[] => (item?.fields ?? []).filter((f) => f.type === 'idNumber').map((f) => f.key);

const mapFacts = (content: Content, fieldKeys: readonly string[], change: (facts: Content) => Content): Content =>
  Object.fromEntries(Object.entries(content).map(([key, value]) => [key, fieldKeys.includes(key) && typeof value === 'object' && value !== null ? change(value as Content) : value]));

const factFields = (register: Register): string[] => Object.entries(register.fields as Record<string, FieldDef>).filter(([, def]) => def.kind === 'facts').map(([key]) => key);

/** Content as it is stored. `whole` is the record's full content, which names the catalogue item. */
export function conceal(house: House, register: Register, content: Content, whole: Content): Content {
  const itemKey = whole['item'];
  if (typeof itemKey !== 'string') return content;
  const version = whole['itemVersion'];
  const rules = house.rulesOn(house.clock.today());
  const item = (typeof version === 'number' ? rules.version('item', itemKey, version) : undefined)?.body ?? rules.find('item', itemKey)?.body;
  const secrets = secretKeys(item);
  if (secrets.length === 0) return content;
  return mapFacts(content, factFields(register), (facts) =>
    Object.fromEntries(Object.entries(facts).map(([k, v]) => [k, secrets.includes(k) && typeof v === 'string' && v !== '' && !v.includes(mark) ? concealText(house, v) : v])));
}

/** Content as a decision sees it. */
export function reveal(house: House, content: Content): Content {
  return Object.fromEntries(Object.entries(content).map(([key, value]) => [
    key, typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value as Content).map(([k, v]) => [k, revealText(house, v)])) : value,
  ]));
}
