// 左侧菜单: the pages that this account's grants open, in the order of a day's work. What is not granted is not drawn (and the server would
// answer 404 all the same).
import {
  AlertOutlined, AuditOutlined, BankOutlined, BarChartOutlined, BookOutlined, CommentOutlined, EyeOutlined, FileProtectOutlined, FileSearchOutlined, FileTextOutlined, ImportOutlined, NotificationOutlined,
  ReconciliationOutlined, SafetyOutlined, ScheduleOutlined, SmileOutlined, SolutionOutlined, TeamOutlined, ToolOutlined, UserOutlined, WarningOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import { NavLink } from 'react-router';
import type { Label, MenuKey } from '../api.ts';
import { t } from '../i18n.ts';
import { useMe } from '../session.ts';

type Entry = { label: Label; path: string; icon: ReactNode };

export const menu: Record<MenuKey, Entry> = {
  work: { label: { zh: '工作台', en: 'Work' }, path: '/work', icon: <ScheduleOutlined aria-hidden /> },
  records: { label: { zh: '政务失信记录', en: 'Records' }, path: '/records/dishonesty-record', icon: <FileTextOutlined aria-hidden /> },
  imports: { label: { zh: '批量导入', en: 'Imports' }, path: '/imports', icon: <ImportOutlined aria-hidden /> },
  receipts: { label: { zh: '报送回执', en: 'Receipts' }, path: '/receipts', icon: <ReconciliationOutlined aria-hidden /> },
  disclosure: { label: { zh: '公示办理', en: 'Disclosure' }, path: '/disclosure', icon: <NotificationOutlined aria-hidden /> },
  measures: { label: { zh: '奖惩措施', en: 'Measures' }, path: '/measures', icon: <SafetyOutlined aria-hidden /> },
  debtors: { label: { zh: '失信被执行人', en: 'Judgment debtors' }, path: '/debtors', icon: <AlertOutlined aria-hidden /> },
  rectifications: { label: { zh: '整改', en: 'Rectification' }, path: '/rectifications', icon: <ToolOutlined aria-hidden /> },
  urgings: { label: { zh: '催办', en: 'Urgings' }, path: '/records/urging', icon: <NotificationOutlined aria-hidden /> },
  recommendations: { label: { zh: '督导意见', en: 'Recommendations' }, path: '/records/recommendation', icon: <FileSearchOutlined aria-hidden /> },
  accountability: { label: { zh: '责任追究', en: 'Accountability' }, path: '/records/accountability', icon: <SolutionOutlined aria-hidden /> },
  endings: { label: { zh: '终止复查', en: 'Endings' }, path: '/records/end-review', icon: <FileSearchOutlined aria-hidden /> },
  eligibility: { label: { zh: '评优核查', en: 'Eligibility' }, path: '/eligibility', icon: <FileProtectOutlined aria-hidden /> },
  report: { label: { zh: '月报', en: 'Report' }, path: '/report', icon: <BarChartOutlined aria-hidden /> },
  objections: { label: { zh: '异议', en: 'Objections' }, path: '/records/objection', icon: <CommentOutlined aria-hidden /> },
  appeals: { label: { zh: '申诉', en: 'Appeals' }, path: '/records/appeal', icon: <SolutionOutlined aria-hidden /> },
  repairs: { label: { zh: '信用修复', en: 'Repairs' }, path: '/repairs', icon: <ToolOutlined aria-hidden /> },
  leniency: { label: { zh: '从轻或免于', en: 'Leniency' }, path: '/records/leniency', icon: <SafetyOutlined aria-hidden /> },
  clearances: { label: { zh: '澄清正名', en: 'Clearing names' }, path: '/records/clearance', icon: <SmileOutlined aria-hidden /> },
  retaliation: { label: { zh: '打击报复举报', en: 'Retaliation' }, path: '/retaliation', icon: <WarningOutlined aria-hidden /> },
  identity: { label: { zh: '身份核查', en: 'Identity review' }, path: '/records/identity-review', icon: <TeamOutlined aria-hidden /> },
  directory: { label: { zh: '机构名录', en: 'Directory' }, path: '/directory', icon: <BankOutlined aria-hidden /> },
  officials: { label: { zh: '公务员名册', en: 'Staff lists' }, path: '/imports/new?item=officials', icon: <TeamOutlined aria-hidden /> },
  rules: { label: { zh: '规则库', en: 'Rulebook' }, path: '/rules', icon: <BookOutlined aria-hidden /> },
  access: { label: { zh: '查阅留痕', en: 'Access log' }, path: '/access', icon: <EyeOutlined aria-hidden /> },
  looks: { label: { zh: '查阅留痕', en: 'Access log' }, path: '/access', icon: <EyeOutlined aria-hidden /> },
  mine: { label: { zh: '我的记录', en: 'About me' }, path: '/mine', icon: <UserOutlined aria-hidden /> },
};

const order: { title: Label; keys: MenuKey[] }[] = [
  { title: { zh: '办理', en: 'Do' }, keys: ['work', 'records', 'imports', 'receipts', 'disclosure', 'measures', 'debtors', 'rectifications', 'urgings', 'recommendations', 'objections', 'appeals', 'repairs', 'leniency', 'clearances', 'retaliation', 'accountability', 'eligibility', 'endings', 'identity', 'report'] },
  { title: { zh: '基础', en: 'Basis' }, keys: ['directory', 'officials', 'rules'] },
  { title: { zh: '监督与本人', en: 'Oversight and me' }, keys: ['access', 'looks', 'mine'] },
];

export function Menu({ onGo }: { onGo?: () => void }) {
  const me = useMe();
  return (
    <nav aria-label={t({ zh: '主菜单', en: 'Main menu' })} className="rc-menu">
      {order.map((group) => {
        const keys = group.keys.filter((key) => me.menu.includes(key));
        if (keys.length === 0) return null;
        return (
          <div key={group.title.zh} className="rc-menu-group">
            <p id={`menu-${group.keys[0]}`}>{t(group.title)}</p>
            <ul aria-labelledby={`menu-${group.keys[0]}`}>
              {keys.map((key) => (
                <li key={key}><NavLink to={menu[key].path} onClick={onGo}>{menu[key].icon}<span>{t(menu[key].label)}</span></NavLink></li>
              ))}
            </ul>
          </div>
        );
      })}
      <p className="rc-menu-foot"><a href="/api/docs" target="_blank" rel="noopener"><AuditOutlined aria-hidden /> {t({ zh: '接口文档', en: 'API docs' })}</a></p>
    </nav>
  );
}
