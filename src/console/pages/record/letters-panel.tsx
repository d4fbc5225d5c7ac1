// 文书: the letters of a record, with their documents and proofs, and the one button that issues another. What goes out by itself stands here too.
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useRef, useState } from 'react';
import { api, type Detail, type LetterRow } from '../../api.ts';
import { showDay } from '../../days.ts';
import { t } from '../../i18n.ts';
import { ProblemAlert, StateTag } from '../../ui/index.ts';
import { LetterDialog } from './letter-dialog.tsx';

function Letter({ letter }: { letter: LetterRow }) {
  return (
    <li>
      <p><b className="rc-num">{letter.no}</b> {t(letter.label)} <StateTag tone={letter.inForce ? 'done' : 'plain'} label={letter.inForce ? t({ zh: '有效', en: 'in force' }) : t({ zh: '已失效', en: 'no longer in force' })} /></p>
      <p className="rc-quiet rc-num">{showDay(letter.issuedOn)} · {letter.by ?? t({ zh: '系统随办理出具', en: 'issued with the action' })}{letter.voidOn && ` · ${t({ zh: '失效于 ', en: 'void since ' })}${showDay(letter.voidOn)}`}</p>
      {letter.missing && <p className="rc-hint-bad">{t({ zh: `PDF 中有字库没有的字：${letter.missing}，以方框和编码显示；可以下载 Word 文档打印。`, en: `Not in the font: ${letter.missing}; shown as code points.` })}</p>}
      {letter.kept ? (
        <p className="rc-letter-files">
          <a href={api.letters.url(letter.id, 'letter.pdf')} aria-label={`PDF：${letter.no}`}>PDF</a> <a href={api.letters.url(letter.id, 'letter.docx')} aria-label={`Word：${letter.no}`}>Word</a> <a href={api.letters.url(letter.id, 'letter-proof.json')} aria-label={t({ zh: `存证：${letter.no}`, en: `Proof: ${letter.no}` })}>{t({ zh: '存证', en: 'Proof' })}</a>
        </p>
      ) : <p className="rc-quiet">{t({ zh: '内容已随记录封存', en: 'Sealed with the record' })}</p>}
    </li>
  );
}

export function LettersPanel({ detail }: { detail: Detail }) {
  const letters = useQuery({ queryKey: ['letters', detail.register, detail.id, detail.seq], queryFn: () => api.letters.list(detail.register, detail.id), retry: false });
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  if (letters.error) return <section className="rc-panel"><h2>{t({ zh: '文书', en: 'Letters' })}</h2><ProblemAlert error={letters.error} focus={false} onRetry={() => void letters.refetch()} /></section>;
  if (!letters.data || (letters.data.letters.length === 0 && letters.data.offers.length === 0)) return null;
  const { offers } = letters.data;
  return (
    <section className="rc-panel" aria-labelledby="letters-title">
      <h2 id="letters-title">{t({ zh: '文书', en: 'Letters' })}</h2>
      {letters.data.letters.length > 0 && <ul className="rc-letters">{letters.data.letters.map((letter) => <Letter key={letter.id} letter={letter} />)}</ul>}
      {offers.length > 0 && <Button ref={button} onClick={() => setOpen(true)}>{offers.length === 1 && offers[0] ? t({ zh: `出具${offers[0].label.zh}`, en: `Issue: ${offers[0].label.en}` }) : t({ zh: '出具文书', en: 'Issue a letter' })}</Button>}
      {open && <LetterDialog detail={detail} offers={offers} onClose={() => { setOpen(false); setTimeout(() => button.current?.focus()); }} onIssued={() => void letters.refetch()} />}
    </section>
  );
}
