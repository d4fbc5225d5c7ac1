// 空状态: a list with nothing in it says why it is empty and what would fill it, and offers the step that does.
import type { ReactNode } from 'react';
import { Mark } from './mark.tsx';

export function Empty({ title, fill, action }: { title: string; fill: ReactNode; action?: ReactNode }) {
  return (
    <div className="rc-empty">
      <Mark size={40} />
      <p className="rc-empty-title">{title}</p>
      <p className="rc-empty-fill">{fill}</p>
      {action && <div className="rc-empty-action">{action}</div>}
    </div>
  );
}
