// 批量导入: the wizard that turns a spreadsheet of findings into draft records. Each step is a state of the batch on the server, so
// a reload, another browser or a colleague finds the batch exactly where it stands.
import type { ReactElement } from 'react';
import { Route, Routes } from 'react-router';
import { BatchList } from './batch-list.tsx';
import { BatchPage } from './batch-page.tsx';
import { NewImport } from './new-import.tsx';
import './imports.css';

/** Routes under /imports. */
export default function Imports(): ReactElement {
  return (
    <Routes>
      <Route index element={<BatchList />} />
      <Route path="new" element={<NewImport />} />
      <Route path=":id" element={<BatchPage />} />
    </Routes>
  );
}
