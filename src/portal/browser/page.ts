/**
 * 浏览器里的补充: adds to a finished page what only a script can: a print button, and checking a proof on the reader's own
 * machine. Without it every page is complete.
 */
import { verifyBundle } from '../../core/log/verify.ts';

function add(parent: HTMLElement, tag: string, text: string): void {
  const child = document.createElement(tag);
  child.textContent = text;
  parent.append(child);
}

function show(box: HTMLElement, ok: boolean, title: string, lines: readonly string[]): void {
  box.replaceChildren();
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
    const lines = verdict.checks.map((check) => `${check.ok ? '✓' : '✗'} ${check.zh}`);
    if (verdict.checkpoint) lines.push(`日志序号 ${verdict.index}（从 0 起），检查点共 ${verdict.checkpoint.size} 条。请把公钥与别处公布的对照：${vkey}`);
    show(box, verdict.ok, verdict.ok ? '核验通过' : '核验未通过', lines);
  } catch {
    show(box, false, '没有核验成', ['证明文件没有取到，请检查网络后重试，或下载文件后用命令行核验。']);
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
