import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { verifyAnswer } from '../core/log/answer.ts';
import type { Json } from '../core/log/canonical.ts';
import { findCounted, type DatedLine } from '../eligibility/counted.ts';
import { readTable } from '../rulebook/city-files.ts';
import { suite } from '../store/log.ts';
import { transaction } from '../store/db.ts';
import { annulment, doorOf, judgment, slug } from '../store/door-for-tests.ts';
import { codeHash } from '../letters/code.ts';
import { type ApiHouse, type Ask, isProblem, openApiHouse } from './api-for-tests.ts';

let h: ApiHouse;
before(async () => { h = await openApiHouse(); });
after(() => h.close());

const housing = '江北县住房和城乡建设局';
const official = (n: number): Record<string, string> => readTable('example', 'officials.csv')[n] as Record<string, string>;
const why = { purpose: 'award', because: '2026 年度考核评优' };
const csv = (...rows: readonly string[][]): Ask => ({ method: 'POST', file: { name: '名单.csv', bytes: Buffer.from(rows.map((r) => r.join(',')).join('\r\n')) } });

async function asked(login: string, send: object): Promise<any> {
  const answer = await h.ask(login, '/eligibility', { method: 'POST', send: { occasion: 'award', kind: 'body', ...send } });
  assert.equal(answer.statusCode, 201, answer.body);
  return answer.json();
}
const lines = async (login: string, id: string, more = ''): Promise<any[]> => (await h.ask(login, `/eligibility/${id}/lines?limit=200${more}`)).json().items;
const state = async (login: string, id: string): Promise<any> => (await h.ask(login, `/eligibility/${id}`)).json();
const pub = (code: string): Promise<any> => doorOf(h.t).one('select in_force, kind, issuer, no, issued_on from pub.letter where code_hash = $1', codeHash(code));
const gone = { in_force: false, kind: null, issuer: null, no: null, issued_on: null };

test('a body without a finding is eligible; a finding that takes effect ends the answer, and nothing of it is left', async () => {
  const clear = await asked('xinyong1', { name: housing });
  assert.deepEqual(clear.counts, { asked: 1, clear: 1, barred: 0, review: 0 });
  assert.match(clear.code, /^[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){3}$/);
  assert.equal((await pub(clear.code)).in_force, true);
  const draft = await judgment(h.t, 1, 'atCounty', { performance: '部分履行' });
  assert.equal((await state('xinyong1', clear.id)).inForce, true, 'what is not in effect counts for nothing');
  const { does } = doorOf(h.t);
  for (const [login, action, input] of [['jiangbei1', 'verify'], ['xinyong1', 'verify'], ['xinyong1', 'notify'], ['danwei1', 'state', { statement: '正在履行。' }], ['xinyong1', 'confirm', { reason: '维持' }]] as const) await does(login, action, draft, input);
  const now = await state('xinyong1', clear.id);
  assert.deepEqual([now.inForce, now.voidOn, now.counts, now.code], [false, '2026-11-23', null, null]);
  assert.deepEqual(await pub(clear.code), gone);
  isProblem(await h.ask('xinyong1', `/eligibility/${clear.id}/answer.json`), 422, 'no-longer-in-force');
  const kept = await doorOf(h.t).one('select body, because, file_name, (select count(*) from rc.eligibility_subject where check_id = e.id) as n from rc.eligibility e where id = $1', clear.id);
  assert.deepEqual(kept, { body: null, because: null, file_name: null, n: 0 });
});

test('a counted finding is named to who answers for the area, not to others, and the answer ends with the finding', async () => {
  const id = await judgment(h.t, 2, 'effective', { amount: '1200', performance: '部分履行' });
  const { no } = await doorOf(h.t).one("select no from rc.record where id = $1", id);
  const own = await asked('jiangbei1', { name: housing });
  const [line] = await lines('jiangbei1', own.id);
  assert.equal(line.answer, 'barred');
  assert.ok(line.counted.some((c: any) => c.no === no && c.isPublic === false), JSON.stringify(line));
  const other = await asked('dishi1', { name: housing });
  const [told] = await lines('dishi1', other.id);
  assert.deepEqual(Object.keys(told).sort(), ['answer', 'label', 'line', 'more', 'name', 'reason']);
  assert.ok(!JSON.stringify((await h.ask('dishi1', `/eligibility/${other.id}/answer.json`)).json()).includes('SX-'));
  const fund = await asked('jiangbei1', { occasion: 'honour', name: housing });
  assert.equal((await lines('jiangbei1', fund.id))[0].answer, 'barred');
  isProblem(await h.ask('dishi1', `/eligibility/${own.id}`), 404);
  await doorOf(h.t).does('jiangbei2', 'annul', id, annulment);
  for (const check of [own, other, fund]) assert.deepEqual(await pub(check.code), gone);
  assert.deepEqual((await state('dishi1', other.id)).inForce, false);
});

test('a finding too slight or too old does not count, and who answers for the area is told why', async () => {
  const t = h.t;
  const { one } = doorOf(t);
  await t.house.pool.query("update rc.record set severity = 'minor' where register = 'dishonesty-record' and subject_id = $1 and state = 'effective'", [slug('jb-housing')]);
  const slight = await asked('jiangbei1', { name: housing });
  const [a] = await lines('jiangbei1', slight.id);
  assert.deepEqual([a.answer, a.counted, a.notCounted[0].why], ['clear', undefined, '轻微失信不计入']);
  await t.house.pool.query("update rc.record set severity = 'general', decided_on = '2024-11-22' where register = 'dishonesty-record' and subject_id = $1 and state = 'effective'", [slug('jb-housing')]);
  const old = await asked('jiangbei1', { name: housing });
  const [b] = await lines('jiangbei1', old.id);
  assert.deepEqual([b.answer, b.notCounted[0].why], ['clear', '文书日期已超出规则的年限']);
  await t.house.pool.query("update rc.record set decided_on = '2024-11-23' where register = 'dishonesty-record' and subject_id = $1 and state = 'effective'", [slug('jb-housing')]);
  assert.equal((await state('jiangbei1', old.id)).inForce, false, 'a correction that makes it count ends the answer');
  const disputed = await one("update rc.record set disputed = true where register = 'dishonesty-record' and subject_id = $1 and state = 'effective' returning id", slug('jb-housing'));
  assert.ok(disputed);
  const doubt = await asked('jiangbei1', { name: housing });
  assert.equal((await lines('jiangbei1', doubt.id))[0].answer, 'review');
  await t.house.pool.query("update rc.record set disputed = false where disputed");
});

test('a table is answered row by row; who cannot be told for sure is for a person to find out', async () => {
  await h.t.house.pool.query("insert into rc.subject_name (subject_id, name, kind) values ($1, '老城建局', 'former'), ($2, '老城建局', 'former')", [slug('jb-housing'), slug('ds-housing')]);
  const rows = [['单位名称', '统一社会信用代码'], [housing, ''], ['', '11990100991001011W'], ['江衡市住房和城乡建设局', '11990100991001011W'], ['不存在的局', ''], ['市政府', ''], ['江北县财政局', '1199X'], ['老城建局', '']];
  const answer = await h.ask('xinyong1', '/eligibility/batch?occasion=honour&kind=body', csv(...rows));
  assert.equal(answer.statusCode, 201, answer.body);
  const got = await lines('xinyong1', answer.json().id);
  assert.deepEqual(got.map((l) => [l.line, l.answer, l.reason ?? '']), [
    [2, 'barred', '有应计入的失信记录'], [3, 'clear', ''], [4, 'review', '名称与代码不是同一单位，请核对'], [5, 'review', '名录中没有这个名称，请核对全称或补充代码'], [6, 'clear', ''], [7, 'review', got[5].reason], [8, 'review', '不止一个单位叫这个名称，请补充统一社会信用代码']]);
  assert.match(got[5].reason, /代码/);
  const again = await h.ask('xinyong1', '/eligibility/batch?occasion=honour&kind=body', csv(...rows));
  assert.equal(again.json().id, answer.json().id, 'the same table, the same day: the same answer');
  assert.deepEqual((await lines('xinyong1', answer.json().id, '&answer=review')).length, 4);
  const book = await h.ask('xinyong1', `/eligibility/${answer.json().id}/result.xlsx`);
  assert.equal(book.rawPayload.subarray(0, 2).toString(), 'PK');
  isProblem(await h.ask('xinyong1', '/eligibility/batch?occasion=honour&kind=body', csv(['甲', '乙'], ['1', '2'])), 422, 'missing-columns');
  isProblem(await h.ask('xinyong1', '/eligibility/batch?occasion=honour&kind=official', csv(['姓名'], ['某'])), 422, 'wrong-kind');
  isProblem(await h.ask('xinyong1', '/eligibility/batch?occasion=award&kind=body', csv(['单位名称'], ...Array.from({ length: 10_001 }, (_, n) => [`单位${n}`]))), 422, 'too-many');
});

test('officials are asked about for a purpose only, by number or by name and body, and every look is theirs to see', async () => {
  const [one, two] = [official(0), official(1)];
  const send = { occasion: 'award', kind: 'official', name: one['name'], idNumber: one['idNumber'] };
  isProblem(await h.ask('xinyong1', '/eligibility', { method: 'POST', send }), 428, 'purpose-required');
  const looks = (): Promise<any> => doorOf(h.t).one("select count(*) filter (where allowed) as yes, count(*) filter (where not allowed) as no from rc.look where subject_id = $1 and what = '评优评先核查'", slug(one['personId'] as string));
  assert.deepEqual(await looks(), { yes: 0, no: 1 });
  const table = csv(['姓名', '身份证号', '所在单位'], [one['name'] as string, one['idNumber'] as string, ''], [two['name'] as string, '', '江北县住房和城乡建设局'], [two['name'] as string, '', ''], ['查无此人', '', '江北县财政局'], [two['name'] as string, one['idNumber'] as string, '']);
  const answer = await h.ask('xinyong1', `/eligibility/batch?occasion=award&kind=official&purpose=award&because=${encodeURIComponent(why.because)}`, table);
  assert.equal(answer.statusCode, 201, answer.body);
  const got = await lines('xinyong1', answer.json().id);
  assert.deepEqual(got.map((l) => l.answer), ['clear', 'clear', 'review', 'review', 'review']);
  assert.match(got[4].reason, /不是同一人/);
  assert.deepEqual(await looks(), { yes: 1, no: 1 });
  const signed = (await h.ask('xinyong1', `/eligibility/${answer.json().id}/answer.json`)).body;
  assert.ok(!signed.includes(one['idNumber'] as string), 'no identity number leaves with an answer');
  const { rows } = await h.t.house.pool.query("select * from rc.eligibility");
  assert.ok(!JSON.stringify(rows).includes(one['idNumber'] as string));
});

test('the signed answer proves itself offline, and any change of it is found', async () => {
  const { id, no } = await asked('xinyong1', { name: '江北县财政局' });
  const bundle = (await h.ask('xinyong1', `/eligibility/${id}/answer.json`)).json();
  const good = verifyAnswer(suite, bundle);
  assert.ok(good.ok);
  const said = bundle.document;
  assert.deepEqual([said.no, said.occasion.key, said.rule.version, said.rule.basis, said.rule.source.article, said.counts.asked, said.askedBy], [no, 'award', 1, 'policy', '四(三)', 1, '江衡市发展和改革委员会']);
  const { document, signature, vkey } = bundle;
  for (const [spoilt, reason] of [
    [{ ...bundle, document: { ...document, no: 'PY-2026-999999' } }, 'answer-altered'], [{ ...bundle, document: { ...document, answers: [{ ...document.answers[0], answer: 'barred' }] } as Json }, 'answer-altered'],
    [{ ...bundle, signature: signature.replace(/[0-9a-f]{64}/, '0'.repeat(64)) }, 'note-bad-signature'], [{ ...bundle, vkey: vkey.replace(/.$/, 'A') }, 'vkey-id'], [{ format: 'x' }, 'answer-form'],
  ] as const) assert.deepEqual(verifyAnswer(suite, spoilt), { ok: false, reason });
  assert.deepEqual(verifyAnswer(suite, bundle, `${vkey}x`), { ok: false, reason: 'answer-key' });
});

test('only those with a need ask', async () => {
  for (const login of ['fayuan1', 'liuqiao1', 'danwei1', 'shenji1', 'xinyong3', 'guize1']) {
    isProblem(await h.ask(login, '/eligibility', { method: 'POST', send: { occasion: 'award', kind: 'body', name: housing } }), 403, 'no-grant');
    isProblem(await h.ask(login, '/eligibility/batch?occasion=award&kind=body', csv(['单位名称'], [housing])), 403, 'no-grant');
  }
});

test('what the database ends answers by is what they were made by', async () => {
  const severity = fc.constantFrom('minor', 'general', 'serious');
  const line = fc.record({ severities: fc.uniqueArray(severity, { minLength: 1 }), states: fc.constant(['effective', 'disclosed']), items: fc.uniqueArray(fc.constantFrom('civil-judgment', 'arrears'), { minLength: 1 }), since: fc.constantFrom('2024-01-01', '2026-11-01') }, { requiredKeys: ['severities', 'states'] });
  const subject = slug('jb-housing');
  const { rows } = await h.t.house.pool.query<{ id: string }>("select id from rc.record where register = 'dishonesty-record' and subject_id = $1 and state = 'effective'", [subject]);
  assert.ok(rows.length > 0);
  await fc.assert(fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 3 }), severity, fc.constantFrom('2023-12-31', '2024-01-01', '2026-11-01', null), async (made, is, on) => {
    const outcome = await transaction(h.t.house.pool, async (tx) => {
      await tx.query("update rc.record set severity = $2, decided_on = $3 where register = 'dishonesty-record' and id = $1", [rows[0]?.id, is, on]);
      await tx.query('create temp table asked (subject_id uuid) on commit drop');
      await tx.query('insert into asked values ($1)', [subject]);
      const found = (await findCounted(tx, made as DatedLine[], { others: true, shown: [] })).filter((f) => f.id === rows[0]?.id);
      const { rows: [by] } = await tx.query<{ counts: boolean }>('select rc.counts_by($1, item, severity, state, decided_on) as counts from rc.record where id = $2', [JSON.stringify(made), rows[0]?.id]);
      return [found[0]?.counts, by?.counts];
    });
    assert.ok(outcome.ok);
    assert.equal(outcome.value[0], outcome.value[1]);
  }), { numRuns: 40 });
});

test('a body’s full report shows what is not public to who answers for its area, and to nobody else', async () => {
  const id = slug('jb-housing');
  const full = (await h.ask('jiangbei1', `/bodies/${id}/report`)).json();
  const judgments = full.sections.find((s: any) => s.id === 'judgments');
  assert.ok(judgments.count > 0 && judgments.lines.some((l: any) => !l.isPublic), JSON.stringify(full));
  assert.equal(judgments.count, judgments.lines.length);
  for (const s of full.sections) assert.match(s.empty.zh, /列在这里/);
  assert.match(full.no, /^XB-jb-housing-\d+$/);
  for (const login of ['dishi1', 'danwei1', 'gongwu1']) isProblem(await h.ask(login, `/bodies/${id}/report`), 404);
  // Every change of what is public gives another number and code, and the old code says no more than that.
  const { does } = doorOf(h.t);
  const published = await judgment(h.t, 20, 'disclosed');
  const after = (await h.ask('jiangbei1', `/bodies/${id}/report`)).json();
  assert.notEqual(after.code, full.code);
  const current = (code: string): Promise<any> => doorOf(h.t).one('select current from pub.report where code = $1', code);
  assert.deepEqual([await current(full.code), await current(after.code)], [{ current: false }, { current: true }]);
  await does('jiangbei2', 'annul', published, annulment);
  assert.deepEqual(await current(after.code), { current: false });
  assert.equal((await doorOf(h.t).one('select count(*) as n from pub.report where body_id = $1 and current', id)).n, 1);
});
