/**
 * 存证日志页: for people: what the log is, where it stands, how to check a record without trusting us, and what it cannot do.
 */
import { html } from '../html.ts';
import { instantInWords } from '../labels.ts';
import { link, opening, plain, renderPage, say, tell } from '../layout.ts';
import type { PageContext } from '../layout.ts';
import { countText, nothing, summary } from '../parts.ts';
import type { Head } from '../reader/log.ts';

/** The page of the log. */
export function logPage(ctx: PageContext, head: Head | undefined, vkey: string | undefined): string {
  const root = head && Buffer.from(head.root).toString('hex');
  return renderPage(ctx, {
    title: { zh: '存证日志', en: 'Public log' }, current: '/log', canonical: '/log', crumbs: [],
    body: html`${opening(ctx, { zh: '存证日志', en: 'Public log' }, '每次公示、更正和停止公示，都在这本只能往后写的公开日志里留下一条。谁改动过去的任何一条，所有人都能发现。', 'Every disclosure, correction and end leaves an entry in this append-only log. If anyone changed an earlier entry, everyone could tell.')}
<h2 class="govuk-heading-m">${say(ctx, { zh: '现在的日志', en: 'The log now' })}</h2>${head ? summary(ctx, [
      { label: { zh: '条目数', en: 'Entries' }, value: countText(head.size) },
      { label: { zh: '日志名称', en: 'Origin' }, value: html`<span class="rc-mono">${head.note.split('\n', 1)[0]}</span>` },
      { label: { zh: '根值', en: 'Root' }, value: html`<span class="rc-mono">${root}</span>` },
      { label: { zh: '签发时间', en: 'Signed at' }, value: say(ctx, { zh: `${instantInWords(head.at)}（北京时间）`, en: `${instantInWords(head.at)} (Beijing time)` }) },
      { label: { zh: '公钥', en: 'Key (vkey)' }, value: vkey && html`<span class="rc-mono">${vkey}</span>` },
    ]) : nothing(say(ctx, { zh: '日志还没有条目。第一条记录公示后，这里会显示条目数和签名。', en: 'The log has no entries yet. Once the first record is public, their number and the signature stand here.' }))}
${vkey && html`<div class="govuk-inset-text">${say(ctx, { zh: '请把公钥抄下来，或与报纸、公报、其他机关公布的公钥对照：核验的可靠，取决于您用的是真正的公钥。', en: 'Write the key down, or compare it with the one that newspapers, gazettes or other organs published: a check is worth as much as the key is genuine.' })}</div>`}
<div class="rc-prose"><h2 class="govuk-heading-m rc-section">${say(ctx, { zh: '怎样自己核验一条记录', en: 'How to check a record yourself' })}</h2><ol class="govuk-list govuk-list--number"><li>${say(ctx, { zh: '打开记录页，点“在浏览器里核验”：计算在您的电脑上完成。', en: 'Open a record and press “Verify in this browser”: your own computer does the sums.' })}</li><li>${say(ctx, { zh: '或者下载“记录与证明”文件，断开网络，在另一台电脑上运行：', en: 'Or download “Record with proof”, go offline, and run on another computer:' })}<pre class="rc-pre">rongcheng verify ${plain(ctx, { zh: '下载的文件', en: 'file' })}.json --vkey "${vkey ?? plain(ctx, { zh: '公钥', en: 'key' })}"</pre></li><li>${say(ctx, { zh: '核验三件事：正文与登记时的承诺值一致；这条登记在日志里；日志由公布的公钥签名。', en: 'Three things are checked: the text fits the commitment that was entered; the entry is in the log; the log is signed with the published key.' })}</li></ol>
<h2 class="govuk-heading-m">${say(ctx, { zh: '日志里有什么', en: 'What an entry holds' })}</h2><p class="govuk-body">${say(ctx, { zh: '每条只有种类、日期和一个加盐承诺值，不含机构名称和任何内容。记录公示时，正文和随机盐在记录页上公开，任何人都能算出同一个承诺值；停止公示后，正文和盐一并销毁，承诺值便再也还原不出内容，但“曾经公示、已经停止”仍可证明。', en: 'Kind, day and a salted commitment: no name and no content. While a record is public its text and random salt are public too, and anyone can compute the same commitment. When it ends, text and salt are destroyed and nothing can be restored from the commitment; that it was public and ended can still be proved.' })}</p>
<h2 class="govuk-heading-m">${say(ctx, { zh: '它做不到什么', en: 'What it cannot do' })}</h2><p class="govuk-body">${say(ctx, { zh: '记录公示期间，任何人都可能复制、截图或转载，这些副本无法收回；日志也不能证明一条记录所说的是事实，只能证明它在何时以何种文字公示过。', en: 'Copies that others made while a record was public cannot be called back. Nor does the log prove that a record is true: it proves when, and in which words, it was public.' })}</p>
<h2 class="govuk-heading-m">${say(ctx, { zh: '给技术人员', en: 'For engineers' })}</h2><p class="govuk-body">${say(ctx, { zh: '日志按 RFC 6962 和 C2SP tlog-tiles 公布，可以整本复制：', en: 'The log is served as RFC 6962 in C2SP tlog-tiles and may be mirrored whole:' })}</p><ul class="govuk-list govuk-list--bullet"><li><a class="govuk-link rc-mono" href="/log/checkpoint">/log/checkpoint</a>${say(ctx, { zh: ' 检查点（C2SP signed-note）', en: ' checkpoint (C2SP signed-note)' })}</li><li><span class="rc-mono">/log/tile/&lt;L&gt;/&lt;N&gt;[.p/&lt;W&gt;]</span>${say(ctx, { zh: ' 哈希瓦片，每片 256 个', en: ' tiles of 256 hashes' })}</li><li><span class="rc-mono">/log/tile/entries/&lt;N&gt;[.p/&lt;W&gt;]</span>${say(ctx, { zh: ' 条目', en: ' entries' })}</li><li><a class="govuk-link rc-mono" href="/log/vkey">/log/vkey</a>${say(ctx, { zh: ' 公钥', en: ' public key' })}</li></ul>
<p class="govuk-body">${tell(ctx, html`停止公示的数量和依据见${link(ctx, '/takedowns', '停止公示')}。`, html`How many records ended and why: ${link(ctx, '/takedowns', 'takedowns')}.`)}</p></div>`,
  });
}
