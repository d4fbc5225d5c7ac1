/**
 * 网页模板: a template tag that escapes every value, so that nothing a clerk or an importer typed can become markup on a
 * public page. There is no way to put a value where escaping would not protect: an unquoted attribute or the inside of a
 * script or style throws when the page is first built.
 */

/** Markup that is safe to send. Only {@link html} and the functions of this file make it. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  toString(): string {
    return this.text;
  }
}

/** What may stand in a template. Nothing (null, undefined, false) shows nothing; lists are joined. */
export type Child = Html | string | number | bigint | null | undefined | false | readonly Child[];

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const special = /[&<>"']/;
const specials = /[&<>"']/g;
// Characters that XML and HTML forbid; a stray one would make a feed unreadable.
// oxlint-disable-next-line no-control-regex
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** Text as it must stand in HTML or XML, in content or in a quoted attribute. */
export function escape(text: string): string {
  const clean = text.replace(forbidden, '\ufffd').toWellFormed();
  return special.test(clean) ? clean.replace(specials, (char) => entities[char]!) : clean;
}

function show(value: Child): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'string') return escape(value);
  if (Array.isArray(value)) return (value as readonly Child[]).map(show).join('');
  return String(value);
}

const checked = new WeakSet<TemplateStringsArray>();

function check(strings: TemplateStringsArray): void {
  for (const part of strings.slice(0, -1)) {
    if (/=\s*$/.test(part)) throw new Error(`a value in an attribute without quotes: …${part.slice(-40)}`);
    if (/<(?:script|style)\b[^>]*>[^<]*$/i.test(part)) throw new Error(`a value inside a script or style: …${part.slice(-40)}`);
    if (/\bon[a-z]+=["'][^"']*$/i.test(part)) throw new Error(`a value inside an event attribute: …${part.slice(-40)}`);
  }
  checked.add(strings);
}

/** Markup with escaped values: html`<p class="${name}">${text}</p>`. */
export function html(strings: TemplateStringsArray, ...values: readonly Child[]): Html {
  if (!checked.has(strings)) check(strings);
  let text = strings[0]!;
  for (let at = 0; at < values.length; at++) text += show(values[at]) + strings[at + 1]!;
  return new Html(text);
}

/** Markup that this project wrote itself, such as a drawing; never anything that came from outside. */
export function trusted(markup: string): Html {
  return new Html(markup);
}

/** Structured data for machines inside a page (JSON-LD). */
export function jsonScript(data: unknown): Html {
  return new Html(`<script type="application/ld+json">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>`);
}

/** Values joined by a separator. */
export function join(items: readonly Child[], separator: string): Html {
  return new Html(items.map(show).join(escape(separator)));
}
