// 公示检索的测试: the index as the database keeps it answers every query that a piece of a text can be.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { haystack, pairs, toPublicTsquery, vectorText } from '../core/words.ts';
import { idOf, insertRecord, openPublishedCity } from './for-tests.ts';
import type { PublishedCity } from './for-tests.ts';
import { searchRecords } from './reader/search.ts';

let city: PublishedCity;
before(async () => { city = await openPublishedCity(60); });
after(() => city.close());

test('whatever piece of a text is asked for, the index finds the text', async () => {
  const unit = fc.constantFrom(...'衡民初号年月日衡（）、-\n01a77199９é𠮷');
  const samples = fc.sample(fc.tuple(fc.array(unit, { minLength: 1, maxLength: 30, size: 'max' }), fc.nat(), fc.nat()), 3000).flatMap(([chars, a, b]) => {
    const start = a % chars.length;
    // Words are found from their beginning, not from their middle.
    if (/[a-z0-9９é]/.test(chars[start]!) && /[a-z0-9９é]/.test(chars[start - 1] ?? ' ')) return [];
    const [text, piece] = [chars.join(''), chars.slice(start, start + 1 + (b % (chars.length - start))).join('')];
    return toPublicTsquery(piece) === '' ? [] : [{ text, piece }];
  });
  const { rows } = await city.pool.query<{ at: number }>(
    `select at::int - 1 as at from unnest($1::text[], $2::text[], $3::text[]) with ordinality as asked (words, haystack, query, at)
     where not (words::tsvector || array_to_tsvector(pub.closed_runs(haystack))) @@ query::tsquery`,
    [samples.map(({ text }) => vectorText(pairs(text))), samples.map(({ text }) => haystack(text)), samples.map(({ piece }) => toPublicTsquery(piece))]);
  assert.deepEqual(rows.map(({ at }) => samples[at]), []);
  assert.ok(samples.filter(({ piece }) => /[号初民年月日衡][01a79]+[号初民年月日衡]/.test(piece)).length > 50);
});

test('a record that is corrected is found by its new number and not by the old one', async () => {
  const sample = { ...city.samples[20]!, id: idOf('renumbered'), body: { ...city.samples[20]!.body, no: 'SX-2026-777777', documentNumber: '（2026）示0188民初4321号' } };
  await insertRecord(city.owner, sample);
  const found = async (text: string): Promise<string[]> => (await searchRecords(city.pool, { text, page: 1 })).lines.map(({ id }) => id);
  assert.deepEqual(await found('(2026)示0188民初4321号'), [sample.id]);
  await city.owner.query(`update pub.record set haystack = replace(haystack, '初4321号', '初1234号'), words = to_tsvector('simple', '') || '''2026'' ''示'' ''0188'' ''民初'' ''1234'' ''号'''::tsvector where id = $1`, [sample.id]);
  assert.deepEqual([await found('(2026)示0188民初4321号'), await found('(2026)示0188民初1234号')], [[], [sample.id]]);
});
