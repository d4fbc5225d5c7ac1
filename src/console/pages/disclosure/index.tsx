// 公示台: where somebody decides whether, how and for how long the public sees a record, and somebody else checks that decision.
import type { ReactElement } from 'react';
import { Route, Routes } from 'react-router';
import { Desk } from './desk.tsx';
import { Queue } from './queue.tsx';
import './disclosure.css';

/** Routes under /disclosure. */
export default function Disclosure(): ReactElement {
  return (
    <Routes>
      <Route index element={<Queue />} />
      <Route path=":id" element={<Desk />} />
    </Routes>
  );
}
