// 规则库: what the city decides by, with versions, first days and sources; how two versions differ; how a rule is changed by two people.
import type { ReactElement } from 'react';
import { Route, Routes } from 'react-router';
import { ChangePage } from './change-page.tsx';
import { Changes } from './changes.tsx';
import { NewRulePage, ProposePage } from './propose-page.tsx';
import { RuleList } from './rule-list.tsx';
import { RulePage } from './rule-page.tsx';
import './rules.css';

/** Routes under /rules; a rule is /rules/:kind/:key. */
export default function Rules(): ReactElement {
  return (
    <Routes>
      <Route index element={<RuleList />} />
      <Route path="new" element={<NewRulePage />} />
      <Route path="changes" element={<Changes />} />
      <Route path="changes/:id" element={<ChangePage />} />
      <Route path=":kind/:key" element={<RulePage />} />
      <Route path=":kind/:key/propose" element={<ProposePage />} />
    </Routes>
  );
}
