import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Document, Packer, Paragraph } from 'docx';
import { TemplateHandler } from 'easy-template-x';
import type { LetterRule } from '../core/letter.ts';
import { tagsOf } from '../letters/template.ts';
import { judgment } from '../store/door-for-tests.ts';
import { type ApiHouse, isProblem, openApiHouse } from './api-for-tests.ts';

let h: ApiHouse;
const folder = mkdtempSync(join(tmpdir(), 'rongcheng-letters-'));
before(async () => { h = await openApiHouse(); });
after(async () => { rmSync(folder, { recursive: true, force: true }); await h.close(); });

const post = (login: string, url: string, send: unknown) => h.ask(login, url, { method: 'POST', send });
const own = (text: string): Promise<Buffer> => Packer.toBuffer(new Document({ sections: [{ children: text.split('\n').map((line) => new Paragraph(line)) }] }));

test('a letter is previewed, issued once under its key, downloaded, and proved by the command line', async () => {
  const id = await judgment(h.t, 1, 'disclosed');
  const at = `/records/dishonesty-record/${id}/letters`;
  const { letters, offers } = (await h.ask('xinyong3', at)).json();
  assert.deepEqual([letters.map((l: { kind: string }) => l.kind), offers.map((o: { kind: string }) => o.kind)], [['repairNotice', 'notice'], ['criticism']]);
  const fields = { ...Object.fromEntries(offers[0].fields.map((f: { key: string; value: string }) => [f.key, f.value])), facts: '判决生效后仍未履行。', reason: '有履行能力而拖延' };
  isProblem(await post('xinyong3', `${at}/preview`, { kind: 'criticism', fields: { ...fields, facts: '' } }), 422, 'letter-fields');
  const seen = (await post('xinyong3', `${at}/preview`, { kind: 'criticism', fields })).json();
  assert.ok(seen.paragraphs.includes('关于政务失信情况的通报') && seen.missing.length === 0);
  const once = { method: 'POST', send: { kind: 'criticism', fields }, headers: { 'idempotency-key': 'letter-1' } } as const;
  const [first, again] = [await h.ask('xinyong3', at, once), await h.ask('xinyong3', at, once)];
  assert.deepEqual([first.statusCode, again.statusCode, again.json()], [201, 201, first.json()], 'asked twice, issued once');
  isProblem(await post('xinyong3', at, { kind: 'criticism', fields }), 403, 'no-such-letter');
  isProblem(await post('jiangbei2', at, { kind: 'criticism', fields }), 403, 'no-such-letter');
  await h.t.house.settled();
  const letter = first.json().id;
  const pdf = await h.ask('danwei1', `/letters/${letter}/letter.pdf`);
  assert.ok(pdf.statusCode === 200 && pdf.rawPayload.subarray(0, 5).toString() === '%PDF-');
  isProblem(await h.ask('danwei2', `/letters/${letter}/letter.pdf`), 404);
  const docx = await h.ask('xinyong3', `/letters/${letter}/letter.docx`);
  assert.ok((await new TemplateHandler().getText(docx.rawPayload)).includes('有履行能力而拖延'));
  const proof = await h.ask('xinyong3', `/letters/${letter}/letter-proof.json`);
  assert.equal(proof.json().letter.pdf, createHash('sha256').update(pdf.rawPayload).digest('hex'));
  const files = { proof: join(folder, 'letter-proof.json'), pdf: join(folder, 'letter.pdf'), other: join(folder, 'other.pdf') };
  writeFileSync(files.proof, proof.rawPayload);
  writeFileSync(files.pdf, pdf.rawPayload);
  writeFileSync(files.other, Buffer.concat([pdf.rawPayload, Buffer.from('%')]));
  const verify = (...args: string[]) => spawnSync(process.execPath, [join(import.meta.dirname, '..', 'main.ts'), 'verify', ...args], { encoding: 'utf8' });
  const good = verify(files.proof, '--pdf', files.pdf, '--vkey', proof.json().vkey);
  assert.equal(good.status, 0, good.stdout + good.stderr);
  assert.match(good.stdout, /手中的 PDF 就是出具的那一份[\s\S]*文书 衡信通〔2026〕1号 于 2026-11-23 出具[\s\S]*核验通过/);
  const bad = verify(files.proof, '--pdf', files.other);
  assert.deepEqual([bad.status, /手中的 PDF 不是出具的那一份/.test(bad.stdout)], [1, true]);
});

test('a template edited in Word is tried when it is proposed, another approves it, and the next letter shows it', async () => {
  const { versions } = (await h.ask('guize1', '/rules/letter/notice')).json();
  const body = versions[0].body as LetterRule;
  const listed = (await h.ask('guize1', '/rules?kind=letter')).json();
  assert.ok(listed.every((r: { body: LetterRule }) => /^Word 模板 \d+ kB/.test(r.body.template)), 'lists do not carry the files');
  const template = await h.ask('guize1', '/rules/letter/notice/template.docx');
  assert.equal(template.rawPayload.toString('base64'), body.template);
  const propose = (docx: Buffer) => post('guize1', '/records/rule-change/actions/propose', { input: { kind: 'letter', key: 'notice', body: { ...body, template: docx.toString('base64') }, basis: 'policy', effectiveFrom: '2026-11-23', reason: '按本机关公文样式调整' } });
  const wrong = isProblem(await propose(await own('{标题}\n{没有的标签}')), 422, 'template');
  assert.match(wrong.detail, /不认识的标签：\{没有的标签\}.*缺少必须的标签：\{发文机关\}/);
  const whole = tagsOf('notice').must.map((name) => `{${name}}`).join('\n');
  const made = await propose(await own(`本机关新样式\n${whole}`));
  assert.equal(made.statusCode, 201, made.body);
  assert.equal((await post('guize2', `/records/rule-change/${made.json().id}/actions/approve`, { input: {} })).statusCode, 200);
  await h.t.house.settled();
  const id = await judgment(h.t, 2, 'effective');
  const [{ id: letter }] = (await h.ask('jiangbei2', `/records/dishonesty-record/${id}/letters`)).json().letters;
  assert.match(await new TemplateHandler().getText((await h.ask('jiangbei2', `/letters/${letter}/letter.docx`)).rawPayload), /^本机关新样式/);
  const { rows: [shown] } = await h.t.house.pool.query<{ body: object }>("select body from pub.rule where kind = 'letter' and key = 'notice' limit 1");
  assert.ok(!Object.hasOwn(shown!.body, 'template'), 'the public sees the rule without its file');
});

test('a template that came past the interface is refused at approval', async () => {
  const { act } = await import('../store/act.ts');
  const body = (await h.ask('guize1', '/rules/letter/urging')).json().versions[0].body as LetterRule;
  const broken = await own('{标题}');
  const made = await act(h.t.house, await h.t.actor('guize1'), { register: 'rule-change', action: 'propose', input: { kind: 'letter', key: 'urging', body: { ...body, template: broken.toString('base64') }, basis: 'policy', effectiveFrom: '2026-11-23', reason: '试' } });
  assert.ok(made.ok, JSON.stringify(made));
  const problem = isProblem(await post('guize2', `/records/rule-change/${made.value.id}/actions/approve`, { input: {} }), 422, 'template');
  assert.match(problem.detail, /缺少必须的标签/);
});
