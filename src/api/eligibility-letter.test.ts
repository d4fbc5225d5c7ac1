// 核查答复文书的测试: the letter of an answer says what the signed answer says and no more, is the asker's alone, and goes with the answer.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { extractText, getDocumentProxy } from 'unpdf';
import { TemplateHandler } from 'easy-template-x';
import { canonicalText } from '../core/log/canonical.ts';
import { verifyBundle } from '../core/log/verify.ts';
import { annexMax } from '../eligibility/letter.ts';
import { buildPortal } from '../portal/app.ts';
import { readTable } from '../rulebook/city-files.ts';
import { openPool, type Pool } from '../store/db.ts';
import { annulment, doorOf, judgment } from '../store/door-for-tests.ts';
import { fsck } from '../store/fsck.ts';
import { type ApiHouse, type Ask, isProblem, openApiHouse } from './api-for-tests.ts';

let h: ApiHouse;
let pool: Pool;
let portal: FastifyInstance;
before(async () => {
  h = await openApiHouse();
  pool = openPool(h.t.database.portal, 2);
  portal = await buildPortal({ pool, clock: h.t.clock, publicUrl: 'https://portal.example' });
});
after(async () => {
  await portal.close();
  await pool.end();
  await h.close();
});

const housing = '江北县住房和城乡建设局';
const csv = (...rows: readonly string[][]): Ask => ({ method: 'POST', file: { name: '候选名单.csv', bytes: Buffer.from(rows.map((r) => r.join(',')).join('\r\n')) } });
const made = (answer: { statusCode: number; body: string; json(): any }): any => {
  assert.equal(answer.statusCode, 201, answer.body);
  return answer.json();
};
const asked = async (login: string, send: object): Promise<any> => made(await h.ask(login, '/eligibility', { method: 'POST', send: { occasion: 'award', kind: 'body', ...send } }));
const listed = async (login: string, query: string, ...rows: readonly string[][]): Promise<any> => made(await h.ask(login, `/eligibility/batch?${query}`, csv(...rows)));
const pdfOf = async (login: string, id: string): Promise<{ bytes: Buffer; text: string }> => {
  const answer = await h.ask(login, `/eligibility/${id}/letter.pdf`);
  assert.equal(answer.statusCode, 200, answer.body);
  return { bytes: answer.rawPayload, text: (await extractText(await getDocumentProxy(new Uint8Array(answer.rawPayload)), { mergePages: true })).text.replace(/\s/g, '').replace(/—\d+—/g, '') };
};
const digestOf = async (login: string, id: string): Promise<string> => createHash('sha256').update(canonicalText((await h.ask(login, `/eligibility/${id}/answer.json`)).json().document)).digest('hex');

test('one name: number, code, the rule of that day in words, what counted and what did not, and the digest of the signed answer', async () => {
  const counted = await judgment(h.t, 31, 'disclosed', { amount: '1200' });
  const { no } = await doorOf(h.t).one('select no from rc.record where id = $1', counted);
  const check = await asked('jiangbei1', { name: housing });
  assert.match(check.no, /^衡信核〔2026〕\d+号$/);
  const { text, bytes } = await pdfOf('jiangbei1', check.id);
  for (const part of [check.no, check.code, '评优评先政务信用核查答复', '江北县发展和改革局：', `因评优评先，请求核查${housing}截至2026年11月23日`, '核查结论：不符合。', '有应计入的失信记录。', no,
    '“评优评先”核查规则第1版，2026年1月1日起施行，属于本市拟定的政策。', '依据：榕发改信用〔2017〕82号四(三)', '计入：严重失信；一般失信，文书日期在2年以内。以上指状态为“已生效待公示决定”“公示待复核”“公示中”', '没有列入的不计入', await digestOf('jiangbei1', check.id)]) assert.ok(text.includes(part), `${part} is not in ${text}`);
  assert.ok(!text.includes('附件'));
  const word = await h.ask('jiangbei1', `/eligibility/${check.id}/letter.docx`);
  assert.ok((await new TemplateHandler().getText(word.rawPayload)).includes('核查结论：不符合。'));
  assert.equal((await h.ask('jiangbei1', `/eligibility/${check.id}/answer.json`)).json().document.no, check.no, 'one number for both');
  await h.t.house.settled();
  const proof = (await h.ask('jiangbei1', `/eligibility/${check.id}/letter-proof.json`)).json();
  assert.ok((await verifyBundle(proof)).ok);
  assert.equal(proof.letter.pdf, createHash('sha256').update(bytes).digest('hex'));
  assert.deepEqual((await fsck(h.t.house)).findings, []);
});

test('whoever does not answer for the area is told no record in the letter either, and only the asker has it', async () => {
  const check = await asked('dishi1', { name: housing });
  const { text } = await pdfOf('dishi1', check.id);
  assert.ok(text.includes('核查结论：不符合。') && text.includes('另有记录不在可告知范围内。') && !text.includes('SX-') && !text.includes('民初'), text);
  const fund = await asked('jiangbei1', { occasion: 'fund', name: housing });
  const told = (await pdfOf('jiangbei1', fund.id)).text;
  assert.ok(told.includes('只告知是否符合，不告知具体记录') && !told.includes('SX-'), told);
  for (const login of ['jiangbei1', 'xinyong1', 'danwei1', 'shenji1']) for (const file of ['letter.pdf', 'letter.docx', 'letter-proof.json']) isProblem(await h.ask(login, `/eligibility/${check.id}/${file}`), 404);
  const { rows: [letter] } = await h.t.house.pool.query<{ id: string; text: string }>("select id, l::text as text from rc.letter l where register = 'eligibility' and record_id = $1", [check.id]);
  assert.ok(!letter!.text.includes(housing), 'encrypted at rest');
  for (const login of ['dishi1', 'xinyong1', 'danwei1']) isProblem(await h.ask(login, `/letters/${letter!.id}/letter.pdf`), 404);
});

test('a list has a table of its names; a finding that does not count is named with the reason', async () => {
  await h.t.house.pool.query("update rc.record set severity = 'minor' where register = 'dishonesty-record' and state = 'disclosed'");
  const check = await listed('jiangbei1', 'occasion=award&kind=body', ['单位名称', '统一社会信用代码'], [housing, ''], ['', '11990100991001011W'], ['没有这个单位', '']);
  const { text } = await pdfOf('jiangbei1', check.id);
  for (const part of ['名单“候选名单.csv”所列3个单位', '共核查3个单位：符合2，不符合0，需人工核实1。', '逐个结论见附件。', '“需人工核实”不是“不符合”', '附件：核查结果表', `2${housing}符合`, '轻微失信不计入', '11990100991001011W符合', '4没有这个单位需人工核实名录中没有这个名称']) assert.ok(text.includes(part.replaceAll(' ', '')), `${part} is not in ${text}`);
  assert.ok(text.includes('未计入的记录：SX-2026-'), text);
});

test('a long list is summed up, and the digest stands for the signed answer that has every name', async () => {
  const rows = Array.from({ length: annexMax + 1 }, (_, n) => [`第${n}号单位`]);
  const check = await listed('xinyong1', 'occasion=honour&kind=body', ['单位名称'], ...rows);
  const { text } = await pdfOf('xinyong1', check.id);
  assert.ok(text.includes(`共核查${annexMax + 1}个单位：符合0，不符合0，需人工核实${annexMax + 1}。`) && text.includes('名单较长，逐个结论见本答复的签名电子件。'), text);
  assert.ok(!text.includes('附件') && !text.includes('第7号单位') && text.includes(await digestOf('xinyong1', check.id)), text);
});

test('officials are answered with the purpose and without an identity number', async () => {
  const official = readTable('example', 'officials.csv')[0] as Record<string, string>;
  const check = await asked('xinyong1', { kind: 'official', name: official['name'], idNumber: official['idNumber'], purpose: 'award', because: '2026 年度考核评优' });
  const { text } = await pdfOf('xinyong1', check.id);
  assert.ok(text.includes(`请求核查${official['name']}截至`) && text.includes('因评优评先（2026年度考核评优）') && text.includes('没有应计入的失信记录。'), text);
  assert.ok(!text.includes(official['idNumber'] as string));
});

test('when its ground changes the code says no longer in force and nothing else, and what the letter said is gone', async () => {
  const counted = await judgment(h.t, 32, 'disclosed', { amount: '1300' });
  const check = await asked('jiangbei1', { occasion: 'honour', name: housing });
  const before = await portal.inject({ url: `/v/${check.code}` });
  for (const part of ['这份文书有效', check.no, '评优评先政务信用核查答复', '江衡市发展和改革委员会']) assert.ok(before.body.includes(part), part);
  assert.ok(!before.body.includes(housing));
  await doorOf(h.t).does('jiangbei2', 'annul', counted, annulment);
  const after = await portal.inject({ url: `/v/${check.code}` });
  assert.ok(after.body.includes('这份文书已失效'));
  for (const part of [check.no, '核查答复', '江衡市发展和改革委员会</dd>', housing]) assert.ok(!after.body.includes(part), part);
  for (const file of ['letter.pdf', 'letter.docx', 'letter-proof.json', 'answer.json']) isProblem(await h.ask('jiangbei1', `/eligibility/${check.id}/${file}`), 422, 'no-longer-in-force');
  assert.deepEqual(await doorOf(h.t).one("select state, void_on::text as on, body, docx, pdf from rc.letter where register = 'eligibility' and record_id = $1", check.id), { state: 'void', on: '2026-11-23', body: null, docx: null, pdf: null });
  assert.deepEqual((await fsck(h.t.house)).findings.filter(({ table }) => table === 'rc.letter'), []);
});

test('the internal report of a body is a PDF too, says on every page that it is not for others, and nobody else has it', async () => {
  const { id } = await doorOf(h.t).one('select id from rc.subject where name = $1', housing);
  const report = (await h.ask('jiangbei1', `/bodies/${id}/report`)).json();
  const answer = await h.ask('jiangbei1', `/bodies/${id}/report.pdf`);
  assert.deepEqual([answer.statusCode, answer.headers['content-type'], answer.headers['cache-control']], [200, 'application/pdf', 'no-store']);
  const pages = (await extractText(await getDocumentProxy(new Uint8Array(answer.rawPayload)))).text.map((page) => page.replace(/\s/g, ''));
  assert.ok(pages.every((page) => page.includes('含未公开信息，只供办理公务使用，不得对外提供')));
  const text = pages.join('');
  const lines = report.sections.flatMap((s: any) => s.lines);
  assert.ok(lines.length > 0);
  for (const part of [report.no, report.code, housing, ...report.sections.map((s: any) => s.label.zh), ...lines.map((l: any) => `${l.no}${l.item.zh}`)]) assert.ok(text.includes(part), part);
  for (const login of ['dishi1', 'danwei1', 'gongwu1']) isProblem(await h.ask(login, `/bodies/${id}/report.pdf`), 404);
});

test('an answer from before there were letters says so, and without a template nobody is answered', async () => {
  const check = await asked('jiangbei1', { name: '江北县财政局' });
  await h.t.house.pool.query("update rc.letter set register = 'elsewhere' where record_id = $1", [check.id]);
  isProblem(await h.ask('jiangbei1', `/eligibility/${check.id}/letter.pdf`), 404, 'no-letter');
  const { rows: [last] } = await h.t.house.pool.query("select last from rc.number_series where prefix = '文号 衡信核'");
  await h.t.house.pool.query("update rc.rule set effective_from = '2030-01-01' where kind = 'letter' and key = 'eligibilityAnswer'");
  await h.t.house.rulebook.reload(h.t.house.pool);
  isProblem(await h.ask('jiangbei1', '/eligibility', { method: 'POST', send: { occasion: 'award', kind: 'body', name: '江北县财政局' } }), 422, 'no-letter-rule');
  assert.deepEqual((await h.t.house.pool.query("select last from rc.number_series where prefix = '文号 衡信核'")).rows[0], last, 'and no number is lost');
});
