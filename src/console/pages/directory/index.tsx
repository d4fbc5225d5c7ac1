// 机构名录: areas and bodies with their validity over time, and officials behind a stated purpose.
import type { ReactElement } from 'react';
import { Route, Routes } from 'react-router';
import { Bodies } from './bodies.tsx';
import { BodyPage } from './body-page.tsx';
import { BodyReport } from './body-report.tsx';
import { NewBodyPage } from './new-body.tsx';
import { Officials } from './officials.tsx';
import './directory.css';

/** Routes under /directory; a body is /directory/:id. */
export default function Directory(): ReactElement {
  return (
    <Routes>
      <Route index element={<Bodies />} />
      <Route path="new" element={<NewBodyPage />} />
      <Route path="officials" element={<Officials />} />
      <Route path=":id" element={<BodyPage />} />
      <Route path=":id/report" element={<BodyReport />} />
    </Routes>
  );
}
