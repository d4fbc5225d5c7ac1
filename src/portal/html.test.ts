// 网页模板的测试: what hostile text must not become.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Html, escape, html, join, jsonScript } from './html.ts';

const hostile = [
  '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "' onmouseover='alert(1)", '</title><svg/onload=alert(1)>', '&lt;script&gt;',
  'javascript:alert(1)', '<!--', ']]>', '\u0000<b>', '\ud800<i>', '＜script＞', '<scr\u0000ipt>', '{{7*7}}', '${7*7}',
];

test('hostile text never opens a tag, closes an attribute or starts an entity', () => {
  for (const text of hostile) {
    const page = html`<p title="${text}">${text}</p>`.text;
    assert.equal(page.match(/</g)?.length, 2, page);
    assert.equal(page.match(/"/g)?.length, 2, page);
    assert.doesNotMatch(page, /&(?!amp;|lt;|gt;|quot;|#39;)/);
  }
});

test('escaped text reads back as the text it was', () => {
  const back = (text: string) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }).filter((s) => !/\p{Cc}/u.test(s)), (text) => back(escape(text)) === text));
});

test('markup stays markup, lists join, nothing shows nothing', () => {
  assert.equal(html`<ul>${['甲', '<乙>'].map((x) => html`<li>${x}</li>`)}</ul>`.text, '<ul><li>甲</li><li>&lt;乙&gt;</li></ul>');
  assert.equal(html`${null}${undefined}${false}${0}`.text, '0');
  assert.equal(join(['a', '<'], ' & ').text, 'a &amp; &lt;');
  assert.ok(html`x` instanceof Html);
});

test('a value where escaping would not protect is refused', () => {
  assert.throws(() => html`<p class=${'x'}>`, /without quotes/);
  assert.throws(() => html`<script>var a = "${'x'}"</script>`, /inside a script/);
  assert.throws(() => html`<style>p { color: ${'x'} }</style>`, /inside a script or style/);
  assert.throws(() => html`<a onclick="f(${'x'})">`, /event attribute/);
});

test('structured data cannot close its script element', () => {
  const text = jsonScript({ name: '</script><script>alert(1)</script>' }).text;
  assert.equal(text.match(/<\/script>/g)?.length, 1);
  assert.deepEqual(JSON.parse(text.replace(/^<script[^>]*>|<\/script>$/g, '')), { name: '</script><script>alert(1)</script>' });
});
