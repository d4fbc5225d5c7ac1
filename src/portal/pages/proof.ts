/**
 * 存证与核验: what a page says of the proof behind it: that the text shown is the one that was disclosed, to be checked in the browser or
 * offline; and of what ended, that it was public and no longer is.
 */
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import { link, say, tell } from '../layout.ts';
import type { PageContext } from '../layout.ts';

/** What a page knows of the log. */
export interface ProofContext extends PageContext {
  readonly log?: { readonly size: number; readonly vkey: string };
}

/** What is proved: where it stands (`/records/…`), its leaf, and what the reader would call it. */
export interface Proved {
  readonly at: string;
  readonly id: string;
  readonly leaf: number | null;
  readonly what: { readonly zh: string; readonly en: string };
}

export const isLogged = (ctx: ProofContext, leaf: number | null): boolean => leaf !== null && ctx.log !== undefined && leaf < ctx.log.size;

const heading = (ctx: PageContext, zh: string, en: string, inside: Html): Html => html`<section class="rc-proof" aria-labelledby="proof"><h2 class="govuk-heading-m" id="proof">${say(ctx, { zh, en })}</h2>${inside}</section>`;

/** The proof of a text that is public. */
export function proofSection(ctx: ProofContext, { at, id, leaf, what }: Proved): Html {
  const inside = isLogged(ctx, leaf)
    ? html`<p class="govuk-body">${say(ctx, { zh: `${what.zh}正文的承诺值在公示时写入了公开的存证日志（序号 ${leaf}，从 0 起）。下载证明文件后，断网也能核验：正文一字未改，确曾公示，日志未被篡改。`, en: `A commitment to this text went into the public log when it was disclosed (index ${leaf}, counted from 0). With the proof file anyone can check offline that not a word was changed, that it was public, and that the log was not tampered with.` })}</p>
<div class="rc-verdict" id="verdict" data-proof="${at}/proof.json" data-vkey="${ctx.log!.vkey}" aria-live="polite" hidden></div>
<div class="rc-actions rc-noprint"><button class="govuk-button" type="button" id="verify" hidden>${say(ctx, { zh: '在浏览器里核验', en: 'Verify in this browser' })}</button><a class="govuk-button rc-button--quiet" href="${at}/proof.json" download="rongcheng-${id}.json">${say(ctx, { zh: '下载记录与证明', en: 'Record with proof (JSON)' })}</a><p><a class="govuk-link" href="${at}/proof" download="rongcheng-${id}.tlog-proof">${say(ctx, { zh: '只下载证明文件', en: 'tlog-proof file' })}</a></p></div>
<p class="rc-note">${say(ctx, { zh: '命令行核验：', en: 'On the command line: ' })}<code class="rc-mono">rongcheng verify rongcheng-${id}.json</code>${tell(ctx, html`。原理和日志公钥见${link(ctx, '/log', '存证日志')}。`, html`. How it works, and the key: ${link(ctx, '/log', 'the public log')}.`)}</p>`
    : html`<p class="govuk-body">${say(ctx, { zh: `公示后一分钟内，${what.zh}会写入公开的存证日志，届时可在此下载证明文件并自行核验。`, en: `Within a minute of disclosure ${what.en} is in the public log; the proof can then be downloaded here and checked.` })}</p>`;
  return heading(ctx, '存证与核验', 'Proof', inside);
}

/** The proof that something was public and ended; `proved`: both leaves are under a checkpoint. */
export function endProofSection(ctx: PageContext, { at, id, leaves, proved }: { readonly at: string; readonly id: string; readonly leaves: readonly number[]; readonly proved: boolean }): Html {
  return heading(ctx, '仍可核验', 'Still provable', html`<p class="govuk-body">${say(ctx, { zh: `存证日志里留有公示和停止公示两条登记（序号 ${leaves.join('、')}），只含日期和无法还原的承诺值。凭下列文件可以证明：确曾公示，确已停止。`, en: `The public log keeps both entries, of the disclosure and of its end (index ${leaves.join(', ')}). They hold days and a commitment from which nothing can be restored. The file below proves that a record was public and that it ended.` })}</p>
${proved ? html`<p class="govuk-body"><a class="govuk-link" href="${at}/proof.json" download="rongcheng-${id}.json">${say(ctx, { zh: '下载两条登记及其证明', en: 'Both entries with their proofs (JSON)' })}</a></p>` : html`<p class="govuk-body">${say(ctx, { zh: '停止公示的登记将在一分钟内写入日志，届时可在此下载证明。', en: 'The end will be in the log within a minute; the proof can then be downloaded here.' })}</p>`}`);
}
