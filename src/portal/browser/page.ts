/**
 * 浏览器里的补充: adds to a finished page what only a script can: a print button, and checking a proof on the reader's own
 * machine. Without it every page is complete.
 */
import { verifyBundle } from '../../core/log/verify.ts';

const english = new URLSearchParams(location.search).get('lang') === 'en';
const words = (zh: string, en: string): string => (english ? en : zh);

function add(parent: HTMLElement, tag: string, text: string): void {
  const child = document.createElement(tag);
  child.textContent = text;
  parent.append(child);
}

function show(box: HTMLElement, ok: boolean, title: string, lines: readonly string[]): void {
  box.replaceChildren();
  box.lang = words('zh-CN', 'en');
  add(box, 'strong', title);
  for (const line of lines) add(box, 'p', line);
  box.dataset['result'] = ok ? 'good' : 'bad';
  box.hidden = false;
}

async function verify(box: HTMLElement): Promise<void> {
  const vkey = box.dataset['vkey'];
  try {
    const answer = await fetch(box.dataset['proof']!, { headers: { accept: 'application/json' } });
    if (!answer.ok) throw new Error(String(answer.status));
    const verdict = await verifyBundle(await answer.json(), vkey ? { trustedVkey: vkey } : {});
    const lines = verdict.checks.map((check) => `${check.ok ? '✓' : '✗'} ${words(check.zh, check.en)}`);
    if (verdict.checkpoint) lines.push(words(`日志序号 ${verdict.index}（从 0 起），检查点共 ${verdict.checkpoint.size} 条。请把公钥与别处公布的对照：${vkey}`, `Index ${verdict.index} in the log (from 0), which has ${verdict.checkpoint.size} entries. Compare the key with the one published elsewhere: ${vkey}`));
    show(box, verdict.ok, verdict.ok ? words('核验通过', 'Verified') : words('核验未通过', 'Not verified'), lines);
  } catch {
    show(box, false, words('没有核验成', 'Could not check'), [words('证明文件没有取到，请检查网络后重试，或下载文件后用命令行核验。', 'The proof was not reached. Check the network and try again, or download the file and check on the command line.')]);
  }
}

const print = document.getElementById('print');
if (print) {
  print.hidden = false;
  print.addEventListener('click', () => window.print());
}
const button = document.getElementById('verify');
const box = document.getElementById('verdict');
if (button && box) {
  button.hidden = false;
  button.addEventListener('click', () => void verify(box));
}
