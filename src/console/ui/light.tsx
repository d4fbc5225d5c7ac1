// 亮灯: how near a due day is. Colour is never alone: each light has its own shape and its own words, so that it reads the same in
// grey print and in a screen reader.
import type { LightLevel, LightValue } from '../contract.ts';
import { t } from '../i18n.ts';

const shapes: Record<LightLevel, string> = {
  green: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2Z',
  yellow: 'M8 1.5 15 14H1L8 1.5Z',
  red: 'M5.2 1.5h5.6l3.7 3.7v5.6l-3.7 3.7H5.2l-3.7-3.7V5.2l3.7-3.7Z',
  paused: 'M4 2h3v12H4V2Zm5 0h3v12H9V2Z',
  none: 'M3 7h10v2H3V7Z',
};

/** The light of a row, e.g. ▲ 还有 2 个工作日. */
export function Light({ light }: { light: LightValue }) {
  return (
    <span className={`rc-light rc-light-${light.level}`}>
      <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true" focusable="false"><path d={shapes[light.level]} fill="currentColor" /></svg>
      <span>{t(light)}</span>
    </span>
  );
}
