import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { extractText, getDocumentProxy } from 'unpdf';
import { documentNumberShape } from '../core/letter.ts';
import { verifyBundle } from '../core/log/verify.ts';
import { fsck } from '../store/fsck.ts';
import { logVkey } from '../store/log.ts';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { getRegister } from '../registers/catalog.ts';
import { letterTable } from '../registers/letters.ts';
import type { Actor } from '../core/actor.ts';
import { getValue } from '../core/problem.ts';
import { openPool, type Pool, transaction } from '../store/db.ts';
import { decrypt } from '../store/keys.ts';
import { revealLetter, voidLetters } from '../store/letters.ts';
import type { RecordRow } from '../store/rows.ts';
import { act } from '../store/act.ts';
import { annulment, type Door, doorOf, judgment, record, slug } from '../store/door-for-tests.ts';
import { findRecord } from '../store/records.ts';
import { codeHash, makeCode } from './code.ts';
import { findLetter, issueByHand, listLetters, maySee, offersFor, previewLetter, proofOf } from './read.ts';

let t: TestHouse;
let d: Door;
let owner: Pool;
before(async () => { t = await openTestHouse(); d = doorOf(t); owner = openPool(t.database.owner, 2); });
after(async () => { await owner.end(); await t.close(); });

const textOf = async (pdf: Buffer): Promise<string> => (await extractText(await getDocumentProxy(new Uint8Array(pdf)), { mergePages: true })).text.replace(/\s/g, '');
interface Issued { id: string; no: string; kind: string; state: string; leaf: number; content: { code: string; title: string; pdf: string }; pdf: Buffer; missing: string; salt: Buffer }
/** Letters of a record as whoever holds the keys reads them; of what was sealed nothing is left to read. */
const lettersOf = async (id: string): Promise<Issued[]> => {
  const { rows } = await owner.query('select * from rc.letter where record_id = $1 order by leaf', [id]);
  return rows.map(({ body, pdf, ...row }) => (body === null ? { ...row, gone: pdf === null && row.docx === null } : { ...row, ...revealLetter(t.house, body), salt: Buffer.from(revealLetter(t.house, body).salt, 'base64'), pdf: decrypt(t.house.keys.identity, pdf) }));
};

test('a code has sixteen signs that nobody mistakes, and only its hash is known to the database', async () => {
  const codes = Array.from({ length: 500 }, makeCode);
  for (const code of codes) assert.match(code, /^(?:[2-9A-HJ-NP-Z]{4}-){3}[2-9A-HJ-NP-Z]{4}$/);
  assert.equal(new Set(codes).size, 500);
  assert.deepEqual(codeHash('7KQM-2XPA-R9TF-HW3E'), codeHash('7KQM2XPAR9TFHW3E'));
});

test('the notice goes out with the act of giving notice, the repair notice with the decision to disclose', async () => {
  const id = await judgment(t, 1, 'effective');
  const [notice, ...none] = await lettersOf(id);
  assert.deepEqual([notice?.kind, none.length], ['notice', 0]);
  await d.does('xinyong1', 'propose', id, { mode: 'summary', ground: 'court-document', summary: '未按期履行生效判决确定的给付义务。' });
  await d.does('xinyong3', 'approve', id);
  const [, repair] = await lettersOf(id);
  assert.equal(repair?.kind, 'repairNotice');
  for (const letter of await lettersOf(id)) {
    assert.match(letter.no, documentNumberShape);
    const text = await textOf(letter.pdf);
    for (const part of [letter.no, letter.content.title, letter.content.code, '江衡市发展和改革委员会', '江北县住房和城乡建设局：', '2026年11月23日']) assert.ok(text.includes(part), `${letter.kind} lacks ${part}: ${text}`);
    assert.ok(letter.pdf.includes('/Lang (zh-CN)') && letter.pdf.includes('/Marked true'), 'tagged, and in Chinese');
    assert.equal(letter.missing, '');
  }
  assert.ok((await textOf((notice as Issued).pdf)).includes('2026年11月30日前（含当日）提出陈述、申辩'), 'five working days after the notice');
  assert.ok((await textOf((repair as Issued).pdf)).includes('2027年1月13日起可以申请'), 'once three months since the judgment of 2026-10-12 are over');
  assert.deepEqual((await fsck(t.house)).findings, []);
});

test('an action that is refused gives its letter’s number back', async () => {
  const last = (await d.one<{ last: number }>("select last from rc.number_series where prefix = '文号 衡信告'")).last;
  const leaves = (await d.one('select next from rc.log_head')).next;
  const broken = { ...t.house, consequencesOf: (...asked: Parameters<typeof t.house.consequencesOf>) => [...t.house.consequencesOf(...asked), { do: 'letter' as const, kind: 'urging' as const, fields: {} as never }] };
  const id = await judgment(t, 2, 'atCounty');
  await d.does('jiangbei1', 'verify', id);
  await d.does('xinyong1', 'verify', id);
  const outcome = await act(broken, await t.actor('xinyong1'), { register: record, action: 'notify', recordId: id, input: {} });
  assert.ok(!outcome.ok && outcome.problem.code === 'letter-fields' && outcome.problem.detail.zh.includes('请填写“督办事项”'), JSON.stringify(outcome));
  assert.deepEqual([(await d.one("select last from rc.number_series where prefix = '文号 衡信告'")).last, (await d.one('select next from rc.log_head')).next, await lettersOf(id)], [last, leaves, []]);
});

test('fifty notices at once, with decisions among them, get fifty numbers without a gap', async () => {
  const proposed = await Promise.all([60, 61, 62].map((n) => judgment(t, n, 'proposed')));
  const ids: string[] = [];
  for (let n = 100; n < 150; n++) {
    const id = await judgment(t, n, 'atCounty');
    await d.does('jiangbei1', 'verify', id);
    await d.does('xinyong1', 'verify', id);
    ids.push(id);
  }
  const before = (await d.one("select last from rc.number_series where prefix = '文号 衡信告'")).last as number;
  // As many at a time as the house has connections: that is how parallel it gets.
  const waiting = [...ids.slice(0, 25).map((id) => ['xinyong1', 'notify', id] as const), ...proposed.map((id) => ['xinyong3', 'approve', id] as const), ...ids.slice(25).map((id) => ['xinyong1', 'notify', id] as const)];
  await Promise.all(Array.from({ length: 8 }, async () => { for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await d.does(next[0], next[1], next[2]); }));
  const { rows } = await owner.query<{ no: string }>('select no from rc.letter where record_id = any($1) or (record_id = any($2) and kind = $3)', [ids, proposed, 'repairNotice']);
  const numbers = rows.map(({ no }) => Number(/〔2026〕(\d+)号$/.exec(no)?.[1])).sort((a, b) => a - b);
  assert.deepEqual(numbers, Array.from({ length: 53 }, (_, i) => before + 1 + i));
});

test('the proof holds offline: an altered letter, another salt or another leaf does not pass', async () => {
  const id = await judgment(t, 3, 'disclosed');
  await t.house.settled();
  const [notice] = await lettersOf(id);
  const bundle = await proofOf(t.house, (await findLetter(t.house, (notice as Issued).id))!);
  assert.ok(bundle);
  const vkey = logVkey(t.house);
  const good = await verifyBundle(JSON.parse(JSON.stringify(bundle)), { trustedVkey: vkey });
  assert.ok(good.ok, JSON.stringify(good.checks));
  assert.equal(good.entry?.kind, 'issued');
  const letter = bundle.letter as Record<string, string>;
  const record7 = JSON.parse(JSON.stringify(await proofOf(t.house, (await findLetter(t.house, (await lettersOf(id))[1]!.id))!)));
  for (const [wrong, check] of [[{ ...bundle, letter: { ...letter, issuedOn: '2026-11-22' } }, 'letter'], [{ ...bundle, salt: Buffer.alloc(32).toString('base64') }, 'letter'], [{ ...bundle, entry: record7.entry, proof: record7.proof }, 'letter'],
    [{ ...bundle, letter: undefined }, 'form'], [{ ...bundle, format: 'rongcheng-record-proof@1', record: bundle.letter }, 'form']] as const) {
    const verdict = await verifyBundle(wrong, { trustedVkey: vkey });
    assert.deepEqual([verdict.ok, verdict.checks.find((c) => !c.ok)?.id], [false, check]);
  }
});

test('when the record ends its letters are void and sealed: nothing of what they said is left anywhere', async () => {
  const id = await judgment(t, 4, 'disclosed', { summary: '应付衡安金龟子工程款未付。' });
  const issued = await lettersOf(id);
  assert.ok((await textOf(issued[0]!.pdf)).includes('金龟子'));
  assert.ok(!(await owner.query<{ row: string }>('select t::text as row from rc.letter t')).rows.some((r) => r.row.includes('金龟子') || r.row.includes(Buffer.from('%PDF').toString('hex'))), 'encrypted at rest');
  const hashes = issued.map((l) => codeHash(l.content.code));
  const known = async () => (await owner.query('select in_force, kind, issuer, no, issued_on from pub.letter where code_hash = any($1)', [hashes])).rows;
  assert.ok((await known()).every((r) => r.in_force === true && r.issuer === '江衡市发展和改革委员会'));
  await d.does('jiangbei2', 'annul', id, annulment);
  assert.deepEqual(await known(), hashes.map(() => ({ in_force: false, kind: null, issuer: null, no: null, issued_on: null })));
  for (const letter of await lettersOf(id)) assert.deepEqual([letter.state, (letter as unknown as { gone: boolean }).gone], ['void', true]);
  const { rows: tables } = await owner.query<{ name: string }>("select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables where schemaname in ('rc', 'pub')");
  const all: string[] = [];
  for (const { name } of tables) all.push(...(await owner.query<{ row: string }>(`select t::text as row from ${name} t`)).rows.map((r) => r.row));
  const whole = all.join('\n');
  for (const secret of ['金龟子', ...issued.flatMap((l) => [l.content.code, l.content.code.replaceAll('-', ''), l.content.pdf, l.salt.toString('hex'), l.pdf.subarray(l.pdf.length / 2, l.pdf.length / 2 + 32).toString('hex')])]) assert.ok(!whole.includes(secret), `${secret} is still there: ${all.filter((row) => row.includes(secret)).join('\n').slice(0, 1200)}`);
  assert.deepEqual((await fsck(t.house)).findings, []);
});

test('the letter that tells of an end outlives it, and goes when it is void itself', async () => {
  const id = await judgment(t, 10, 'disclosed');
  const told = { finding: '民商事判决未履行', recordNo: 'SX', appliedOn: '2026-11-20', reason: '已经付清。' };
  const ending = { ...t.house, consequencesOf: (...asked: Parameters<typeof t.house.consequencesOf>) => [...t.house.consequencesOf(...asked), ...(asked[1].recordId === id ? [{ do: 'letter' as const, kind: 'repairGranted' as const, fields: told }] : [])] };
  const outcome = await act(ending, await t.actor('jiangbei2'), { register: record, action: 'annul', recordId: id, input: annulment });
  assert.ok(outcome.ok, JSON.stringify(outcome));
  const state = async () => (await lettersOf(id)).map((l) => [l.kind, l.state, l.content !== undefined]);
  assert.deepEqual(await state(), [['notice', 'void', false], ['repairNotice', 'void', false], ['repairGranted', 'issued', true]]);
  getValue(await transaction(t.house.pool, (tx) => voidLetters(tx, record, id, '2026-11-23')));
  assert.deepEqual((await state())[2], ['repairGranted', 'void', false]);
});

test('a record that leaves the public eye takes the letters of matters about it out of force too', async () => {
  const id = await judgment(t, 5, 'disclosed');
  const other = await judgment(t, 6, 'disclosed');
  await owner.query("insert into rc.link (from_register, from_id, to_register, to_id, kind) values ($1, $2, $1, $3, 'of')", [record, id, other]);
  await d.does('jiangbei2', 'annul', id, annulment);
  assert.deepEqual((await lettersOf(other)).map((l) => [l.state, l.content !== undefined]), [['void', true], ['void', true]], 'void, but sealed only with its own record');
});

const byHand = async (actor: Actor, row: RecordRow, fields: Record<string, string>): Promise<{ id: string; no: string }> => getValue(await transaction(t.house.pool, (tx) => issueByHand(tx, t.house, actor, row, 'criticism', fields)));

test('people issue what the table lets them, once, and see how it will read before it has a number', async () => {
  const id = await judgment(t, 7, 'disclosed');
  const register = getRegister(record);
  const [head, maker, contact, stranger] = await Promise.all(['xinyong3', 'jiangbei2', 'danwei1', 'danwei2'].map((login) => t.actor(login)));
  const row = (await findRecord(t.house.pool, head!, register, id))!;
  assert.deepEqual((await offersFor(t.house, t.house.pool, head!, row)).map((o) => o.kind), ['criticism'], 'the repair notice is out already');
  assert.deepEqual(await offersFor(t.house, t.house.pool, maker!, row), []);
  const [offer] = await offersFor(t.house, t.house.pool, head!, row);
  assert.equal(offer?.fields.find((f) => f.key === 'recordNo')?.value, row.no);
  const fields = { ...Object.fromEntries(offer!.fields.map((f) => [f.key, f.value])), facts: '第一段。\n第二段有䶮字。', reason: '拒不履行生效判决' };
  const seen = await previewLetter(t.house, head!, row, 'criticism', fields);
  assert.ok(seen.paragraphs.some((p) => p.includes('第一段。\n　　第二段')) && seen.paragraphs.some((p) => p.includes('编号在出具时产生')));
  assert.deepEqual(seen.missing, ['䶮']);
  const lacking = await byHand(head!, row, { ...fields, reason: ' ' }).catch((e) => e.problem);
  assert.deepEqual([lacking.code, lacking.errors[0].pointer], ['letter-fields', 'fields.reason']);
  for (const actor of [maker!, contact!]) assert.equal((await byHand(actor, row, fields).catch((e) => e.problem)).code, 'no-such-letter');
  const { no } = await byHand(head!, row, fields);
  assert.equal(no, '衡信通〔2026〕1号');
  assert.equal((await byHand(head!, row, fields).catch((e) => e.problem)).code, 'no-such-letter', 'one in force is not issued twice');
  const issued = (await lettersOf(id)).find((l) => l.kind === 'criticism') as Issued;
  assert.equal(issued.missing, '䶮', 'what the font lacks is kept');
  assert.ok((await textOf(issued.pdf)).includes('U+4DAE'), 'and shown as its code point');
  assert.equal((await listLetters(t.house, contact!, register, row)).length, 3, 'the body sees the letters to itself');
  assert.equal(maySee(stranger!, register, row, (await findLetter(t.house, issued.id))!), false);
});

test('the table of letters names registers, states and roles that there are', () => {
  for (const row of letterTable) {
    const { states } = getRegister(row.register);
    assert.deepEqual(row.in.filter((state) => !Object.hasOwn(states, state)), [], row.kind);
    assert.ok(row.by.length > 0 && row.in.length > 0);
    assert.ok(row.in.every((state) => (states[state] as { seals?: true }).seals !== true), 'nothing is issued about what is sealed');
  }
});

let portal: FastifyInstance | undefined;
test('the portal says in force, then no longer in force and nothing else', async () => {
  const { buildPortal } = await import('../portal/app.ts');
  const pool = openPool(t.database.portal, 2);
  try {
    portal = await buildPortal({ pool, clock: t.clock, publicUrl: 'https://portal.example' });
    const id = await judgment(t, 8, 'disclosed');
    const [notice] = await lettersOf(id);
    const { code } = notice!.content;
    const asked = await portal.inject({ url: `/v?code=${encodeURIComponent(` ${code.toLowerCase().replaceAll('-', ' ')} `)}` });
    assert.deepEqual([asked.statusCode, asked.headers.location], [303, `/v/${code}`]);
    const before = await portal.inject({ url: `/v/${code}` });
    assert.deepEqual([before.statusCode, before.headers['cache-control']], [200, 'no-store']);
    for (const part of ['这份文书有效', '拟记录政务失信信息告知书', notice!.no, '江衡市发展和改革委员会', '2026年11月23日', 'noindex']) assert.ok(before.body.includes(part), part);
    for (const part of ['江北县住房和城乡建设局', '工程款', 'SX-2026']) assert.ok(!before.body.includes(part), `the page tells ${part}`);
    await d.does('jiangbei2', 'annul', id, annulment);
    const gone = await portal.inject({ url: `/v/${code}` });
    assert.ok(gone.statusCode === 200 && gone.body.includes('这份文书已失效'));
    for (const part of ['告知书', notice!.no, '2026年11月23日', '江衡市发展和改革委员会</dd>']) assert.ok(!gone.body.includes(part), `the page still tells ${part}`);
    assert.equal((await portal.inject({ url: `/v/${makeCode()}` })).statusCode, 404);
    for (const wrong of ['/v?code=', '/v?code=0OI1', '/v/ABC', `/v/${'A'.repeat(15)}0`]) {
      const page = await portal.inject({ url: wrong });
      assert.ok(page.statusCode === 400 && page.body.includes('govuk-error-summary') && page.body.includes('href="#code"') && page.body.includes('id="code"'), wrong);
    }
  } finally {
    await portal?.close();
    await pool.end();
  }
});

test('a letter to somebody without a place in the directory goes by name, and one to nobody is refused', async () => {
  const id = await judgment(t, 9, 'disclosed');
  const tx = await t.house.pool.connect();
  try {
    const fields = { finding: '民商事判决未履行', recordNo: 'SX', objectedOn: '2026-11-20', outcome: '维持原记录', reason: ['一、核查属实。', '二、理由不成立。'] };
    const order = { kind: 'objectionReply', fields, about: { register: record, id } } as const;
    await tx.query('begin');
    const { id: letter } = await t.house.issueLetter(tx, t.house, { ...order, to: { name: '衡安建设有限公司' } }, { accountId: null });
    const { rows: [made] } = await tx.query<{ pdf: Buffer }>('select pdf from rc.letter where id = $1', [letter]);
    const text = await textOf(decrypt(t.house.keys.identity, made!.pdf));
    assert.ok(text.includes('衡安建设有限公司：') && !text.includes('申诉截止') && !text.includes('在前提出申诉'), text);
    await assert.rejects(t.house.issueLetter(tx, t.house, { ...order, to: { subjectId: '00000000-0000-4000-8000-000000000000' } }, { accountId: null }), (e: { problem?: { code: string } }) => e.problem?.code === 'no-addressee');
    await assert.rejects(t.house.issueLetter(tx, t.house, { ...order, fields: { ...fields, objectedOn: '二十日' }, to: { find: { duty: 'creditOffice', areaCode: '990121' } } }, { accountId: null }), (e: { problem?: { code: string } }) => e.problem?.code === 'letter-fields');
  } finally {
    await tx.query('rollback');
    tx.release();
  }
  assert.ok(slug('jb-housing'));
});
