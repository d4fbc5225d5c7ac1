// 法律还是政策: a number that a law enacted and a number that a city means to set are never shown alike.
import type { ReactElement } from 'react';
import { t } from '../../i18n.ts';
import { StateTag } from '../../ui/index.ts';

export function BasisTag({ basis }: { basis: string }): ReactElement {
  return basis === 'law'
    ? <StateTag tone="done" label={t({ zh: '法律法规', en: 'Law' })} />
    : <StateTag tone="wait" label={t({ zh: '拟定政策', en: 'City policy' })} />;
}
