// 文书模板 Default letter templates: writes cities/common/letters/*.docx in the letter form of GB/T 9704-2012: red name and double rules, number upper
// right, 22 lines of 28 characters, 三号仿宋. Fonts are named, never shipped. Run by hand after a change of wording; a city edits its own in Word.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AlignmentType, BorderStyle, Document, Footer, Header, HeadingLevel, LineRuleType, Packer, PageNumber, Paragraph, Table, TableCell, TableRow, TextRun, VerticalAlign, WidthType } from 'docx'

const mm = (n) => Math.round((n * 1440) / 25.4)
const song = { ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia: '方正小标宋简体' }
const fang = { ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia: '仿宋_GB2312' }
const line = { line: 580, lineRule: LineRuleType.EXACT }
const red = 'FF0000'
const rule = (side, style) => ({ [side]: { style, size: 24, color: red, space: 1 } })
// 170 mm across a page whose text is 156 mm wide: 8 mm further left, 6 mm further right.
const across = { left: -mm(8), right: -mm(6) }

const body = (text, at, all) => new Paragraph({ keepNext: at === all.length - 1, children: [new TextRun({ text, font: fang, size: 32 })], alignment: AlignmentType.BOTH, indent: { firstLineChars: 200, firstLine: 640 }, spacing: line })
const flat = (text, more = {}) => new Paragraph({ children: [new TextRun({ text, font: fang, size: 32 })], spacing: line, ...more })
const blank = () => flat('')
const small = (text) => new Paragraph({ children: [new TextRun({ text, font: fang, size: 24 })], spacing: { line: 400, lineRule: LineRuleType.EXACT } })

/** The block by which anybody can check the letter. */
const check = () => new Table({
  width: { size: mm(156), type: WidthType.DXA }, columnWidths: [mm(34), mm(122)],
  borders: Object.fromEntries(['top', 'bottom', 'left', 'right', 'insideHorizontal', 'insideVertical'].map((side) => [side, { style: BorderStyle.NONE, size: 0, color: 'auto' }])),
  rows: [new TableRow({ cantSplit: true, children: [
    new TableCell({ width: { size: mm(34), type: WidthType.DXA }, children: [new Paragraph({ children: [new TextRun('{二维码}')] })] }),
    new TableCell({ width: { size: mm(122), type: WidthType.DXA }, verticalAlign: VerticalAlign.CENTER, children: [small('验证码：{验证码}'), small('扫描二维码，或者打开 {核验网址} 输入验证码，可以查验本文书是否由本机关发出、现在是否有效。')] }),
  ] })],
})

/** A table that the letter carries on a page of its own, one row for each; nothing at all when there is none. `columns`: tag, heading and width in mm. */
const annex = (title, rows, columns) => {
  const cell = (text, width, bold) => new TableCell({ width: { size: mm(width), type: WidthType.DXA }, children: [new Paragraph({ children: [new TextRun({ text, font: fang, size: 21, bold })], spacing: { line: 340, lineRule: LineRuleType.EXACT } })] })
  const open = (at) => (at === 0 ? `{#${rows}}` : '')
  const close = (at) => (at === columns.length - 1 ? `{/${rows}}` : '')
  return [
    new Paragraph({ pageBreakBefore: true, children: [new TextRun({ text: `{#${title} [loopOver: "paragraph"]}附件`, font: fang, size: 32, bold: true })], spacing: line }),
    new Paragraph({ alignment: AlignmentType.CENTER, keepNext: true, children: [new TextRun({ text: `{${title}}`, font: song, size: 36 })], spacing: { line: 640, lineRule: LineRuleType.EXACT, after: 120 } }),
    new Table({
      width: { size: mm(156), type: WidthType.DXA }, columnWidths: columns.map(([, width]) => mm(width)),
      rows: [
        new TableRow({ tableHeader: true, cantSplit: true, children: columns.map(([tag, width]) => cell(tag, width, true)) }),
        new TableRow({ cantSplit: true, children: columns.map(([tag, width], at) => cell(`${open(at)}{${tag}}${close(at)}`, width, false)) }),
      ],
    }),
    new Paragraph({ children: [new TextRun({ text: `{/${title}}`, font: fang, size: 24 })], spacing: { line: 400, lineRule: LineRuleType.EXACT } }),
  ]
}

const letter = (paragraphs, after = []) => new Document({
  creator: '榕诚', title: '文书模板',
  styles: { default: { document: { run: { font: fang, size: 32, language: { value: 'zh-CN', eastAsia: 'zh-CN' } } }, title: { run: { font: song, size: 44 }, paragraph: { alignment: AlignmentType.CENTER, spacing: { line: 640, lineRule: LineRuleType.EXACT } } } } },
  sections: [{
    properties: {
      titlePage: true, grid: { type: 'linesAndChars', linePitch: 580, charSpace: -860 },
      page: { size: { width: mm(210), height: mm(297) }, margin: { top: mm(37), bottom: mm(35), left: mm(28), right: mm(26), header: mm(28), footer: mm(18) } },
    },
    headers: {
      first: new Header({ children: [new Paragraph({ alignment: AlignmentType.CENTER, indent: across, spacing: { line: 800, lineRule: LineRuleType.EXACT, after: 0 }, border: rule('bottom', BorderStyle.THICK_THIN_SMALL_GAP), children: [new TextRun({ text: '{发文机关}', font: song, size: 64, color: red })] })] }),
      default: new Header({ children: [new Paragraph('')] }),
    },
    footers: {
      first: new Footer({ children: [new Paragraph({ indent: across, spacing: { line: 60, lineRule: LineRuleType.EXACT }, border: rule('top', BorderStyle.THIN_THICK_SMALL_GAP), children: [] })] }),
      default: new Footer({ children: [new Paragraph({ alignment: AlignmentType.CENTER, children: [new TextRun({ children: ['— ', PageNumber.CURRENT, ' —'], font: { ascii: '宋体', hAnsi: '宋体', eastAsia: '宋体' }, size: 28 })] })] }),
    },
    children: [
      flat('{文号}', { alignment: AlignmentType.RIGHT, spacing: { ...line, before: 120 } }), blank(),
      new Paragraph({ heading: HeadingLevel.TITLE, children: [new TextRun('{标题}')] }), blank(),
      flat('{主送}：'), ...paragraphs.map(body), flat('', { keepNext: true }),
      flat('{发文机关}', { alignment: AlignmentType.RIGHT, indent: { right: 640 }, keepNext: true }), flat('{成文日期}', { alignment: AlignmentType.RIGHT, indent: { right: 1280 } }), blank(), check(), ...after,
    ],
  }],
})

const about = '{失信事项}{#依据文书号}（依据文书：{依据文书号}）{/依据文书号}'
const decided = '{#作出单位}{作出单位}作出的{/作出单位}'
const file = '本机关记录编号为{记录编号}。'

const letters = {
  notice: [
    `本机关收到${decided}${about}，拟记入你单位（本人）的政务失信记录。${file}`,
    '{#事实摘要 [loopOver: "paragraph"]}主要事实：{事实摘要}{/事实摘要}', '{#涉及金额 [loopOver: "paragraph"]}涉及金额：{涉及金额}。{/涉及金额}',
    '你单位（本人）对上述内容有异议的，可以在{申辩截止日}前（含当日）提出陈述、申辩，并附有关证据材料。逾期不提出的，记录自期满次日起生效；陈述、申辩成立的，不予记录。不因陈述、申辩加重处理。',
    '记录生效后，本机关依法决定是否公示以及公示的方式和期限。已经纠正、履行义务的，可以依法申请信用修复，信用修复不收取任何费用；具体条件和最早可以申请的日期，另以《信用修复告知书》告知。',
  ],
  rectification: [
    `经核实，你单位存在${about}的情形。${file}现通知你单位整改，要求如下：`, '{整改要求}',
    '{#说明截止日 [loopOver: "paragraph"]}请于{说明截止日}前书面说明原因，提出整改措施和每项措施的完成日期。{/说明截止日}', '整改应于{整改截止日}前完成，并提交证明材料。整改是否到位，由核实该事项的机关核查后认定；自行申报完成的，在核查前不视为完成。',
    '确有困难不能按期完成的，可以在期限届满前申请延期一次。无正当理由逾期不整改的，将报告上级机关并依照规定予以通报。',
  ],
  urging: [
    `你单位的{督办事项}{#原定期限}原定于{原定期限}前办结，{/原定期限}至今没有办结。该事项涉及${about}。${file}现予以{#督办等级}{督办等级}色{/督办等级}督办，要求如下：`, '{督办要求}',
    '请于{反馈截止日}前书面反馈办理情况并附证明材料。{#督办等级}期满仍未反馈的，督办等级依次由蓝色升为橙色、红色；红色督办期满仍未办结的，报告上级机关并依照规定予以通报。{/督办等级}',
  ],
  criticism: [
    `现将{主送}有关${about}的情况通报如下。${file}`, '{通报事实}', '{通报理由}。依照有关规定，对{主送}予以通报批评。', '各单位应当引以为戒，依法履行职责，严守承诺。被通报单位应当立即整改，并在整改完成后书面报告。对本通报有异议的，可以依照规定申诉。',
  ],
  repairNotice: [
    `你单位（本人）的${decided}${about}{#公示截止日}已经决定公示{/公示截止日}{#保存截止日}已经记录，决定不向社会公开{/保存截止日}。${file}现将信用修复的有关事项一并告知：`, '一、该记录的严重程度为{严重程度}{#公示截止日}，公示至{公示截止日}止；期满自动停止公示{/公示截止日}{#保存截止日}，保存至{保存截止日}止；期满自动终止{/保存截止日}，不需要申请。',
    '二、最短公示期满、已经纠正失信行为、履行义务的，自{最早申请日}起可以申请{#公示截止日}提前停止公示{/公示截止日}{#保存截止日}提前终止该记录{/保存截止日}。', '三、申请时提交信用修复申请和已经纠正、履行的证明材料两项文件。可以在本网站提交，也可以向本机关窗口提交。',
    '四、信用修复不收取任何费用，任何单位和个人不得以信用修复为名收费。', '五、准予修复的，停止公示、共享和相关措施；提交虚假材料或者作虚假承诺的，撤销修复决定并依照规定处理。',
  ],
  repairGranted: [
    `你单位（本人）于{申请日期}就${decided}${about}提出的信用修复申请，本机关已经审查完毕。${file}`, '{决定理由}',
    '经审查，符合信用修复的条件，决定准予修复。自本决定作出之日起，停止对该记录的公示、共享，以该记录为依据的措施同时终止。', '以虚假材料或者虚假承诺取得本决定的，本决定撤销，并依照规定处理。',
  ],
  repairRefused: [
    `你单位（本人）于{申请日期}就${decided}${about}提出的信用修复申请，本机关已经审查完毕。${file}`, '{决定理由}', '经审查，不符合信用修复的条件，决定不予修复。条件具备后可以再次申请，不收取任何费用。',
    '{#申请复查截止日 [loopOver: "paragraph"]}不服本决定的，可以在{申请复查截止日}前申请复查；复查由没有参加原决定的人员办理。{/申请复查截止日}',
  ],
  objectionReply: [
    `你单位（本人）{#异议日期}于{异议日期}{/异议日期}就${decided}${about}提出的异议，已经核查完毕。${file}`, '处理结果：{处理结果}。', '{答复理由}',
    '{#救济途径 [loopOver: "paragraph"]}{救济途径}{/救济途径}',
    '{#申诉截止日 [loopOver: "paragraph"]}向本平台提出申诉的，请在{申诉截止日}前（含当日）提出：有工作台账号的登录后提出，凭回执的在公众网站“办理查询”页提出，也可以向本机关窗口书面提出。申诉不收取任何费用。{/申诉截止日}',
  ],
  eligibilityAnswer: [
    '你单位因{核查用途}，请求核查{核查对象}截至{核查日}的政务信用状况。现答复如下：', '{核查结论}', '核查适用的规则：{适用规则}',
    '{#答复摘要 [loopOver: "paragraph"]}本答复的签名电子件可以离线核验，其 SHA-256 摘要为：{答复摘要}。{/答复摘要}',
    '本答复只用于上述用途，只反映核查日的情况；依照规定不应提供的信息没有列入。此后记录变化的，本答复自行失效，以重新核查为准。',
    '{#附件名称 [loopOver: "paragraph"]}附件：{附件名称}{/附件名称}',
  ],
}
const annexes = { eligibilityAnswer: annex('附件名称', '附表', [['行号', 12], ['名称', 40], ['代码或单位', 39], ['结论', 24], ['说明', 41]]) }

for (const [key, paragraphs] of Object.entries(letters)) {
  const file = join(import.meta.dirname, '..', 'cities', 'common', 'letters', `${key}.docx`)
  writeFileSync(file, await Packer.toBuffer(letter(paragraphs, annexes[key])))
  console.log(file)
}
