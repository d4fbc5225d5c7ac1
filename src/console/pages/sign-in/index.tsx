// 登录: who are you. A wrong name and a wrong password sound the same; a locked account says until when. A demonstration city lists its logins.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Form, Input } from 'antd';
import { useEffect } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { api, asProblem, type Demo } from '../../api.ts';
import { language, switchLanguage, t } from '../../i18n.ts';
import { enter } from '../../session.ts';
import { Mark, ProblemAlert } from '../../ui/index.ts';

type Credentials = { login: string; password: string };

/** Only a path of this site may be returned to. */
const safePath = (from: string | null): string => (from && /^\/(?![/\\])/.test(from) ? from : '/work');

export default function SignIn() {
  const [form] = Form.useForm<Credentials>();
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const client = useQueryClient();
  const demo = useQuery({ queryKey: ['demo'], queryFn: api.session.demo, retry: false });
  const signIn = useMutation({
    mutationFn: ({ login, password }: Credentials) => api.session.signIn(login.trim(), password),
    onSuccess: (me) => { enter(client, me); void navigate(safePath(params.get('from')), { replace: true }); },
    onError: () => form.resetFields(['password']),
  });
  useEffect(() => { document.title = t({ zh: '登录 · 榕诚', en: 'Sign in · Rongcheng' }); }, []);
  const fill = ({ login, password }: Demo): void => { form.setFieldsValue({ login, password }); document.getElementById('sign-in')?.focus(); };
  return (
    <div className="rc-door">
      <main className="rc-door-main">
        <div className="rc-door-brand"><Mark size={48} /><div><h1>{t({ zh: '榕诚 政务诚信工作台', en: 'Rongcheng console' })}</h1><p>{t({ zh: '让政府说到做到', en: 'Holding governments to their word' })}</p></div></div>
        <div className="rc-panel">
          {params.has('ended') && !signIn.error && <Alert type="warning" showIcon className="rc-door-note" title={t({ zh: '登录已超时，请重新登录。未提交的内容已为您保留。', en: 'Your session ended. Sign in again; your draft is kept.' })} />}
          <ProblemAlert error={signIn.error} title={asProblem(signIn.error).status === 401 ? t({ zh: '没有登录成功', en: 'Not signed in' }) : undefined} />
          <Form form={form} layout="vertical" requiredMark={false} scrollToFirstError onFinish={(values) => signIn.mutate(values)} initialValues={{ login: '', password: '' }}>
            <Form.Item name="login" htmlFor="login" label={t({ zh: '账号', en: 'Login' })} rules={[{ required: true, message: t({ zh: '请输入账号', en: 'Enter your login' }) }]}>
              <Input id="login" size="large" autoComplete="username" autoCapitalize="none" spellCheck={false} autoFocus />
            </Form.Item>
            <Form.Item name="password" htmlFor="password" label={t({ zh: '密码', en: 'Password' })} rules={[{ required: true, message: t({ zh: '请输入密码', en: 'Enter your password' }) }]}>
              <Input.Password id="password" size="large" autoComplete="current-password" />
            </Form.Item>
            <Button id="sign-in" type="primary" size="large" block htmlType="submit" loading={signIn.isPending}>{t({ zh: '登录', en: 'Sign in' })}</Button>
          </Form>
          <p className="rc-door-help rc-quiet">{t({ zh: '忘记密码或账号被锁定，请联系本单位的系统管理员。', en: 'Forgot your password? Ask the administrator of your body.' })}</p>
        </div>
        <p className="rc-door-lang"><Button type="link" lang={language === 'zh' ? 'en' : 'zh-CN'} onClick={() => switchLanguage(language === 'zh' ? 'en' : 'zh')}>{language === 'zh' ? 'English' : '中文'}</Button></p>
      </main>
      {demo.data && demo.data.length > 0 && <DemoLogins logins={demo.data} onPick={fill} />}
    </div>
  );
}

function DemoLogins({ logins, onPick }: { logins: Demo[]; onPick: (login: Demo) => void }) {
  return (
    <aside className="rc-door-demo" aria-labelledby="demo-title">
      <h2 id="demo-title">{t({ zh: '演示账号', en: 'Demo logins' })}</h2>
      <p className="rc-quiet">{t({ zh: '这是一座虚构的城市，数据均为演示。选一个角色，自动填入账号和密码。', en: 'An invented city. Pick a role to fill the form.' })}</p>
      <ul>
        {logins.map((login) => (
          <li key={login.login}><button type="button" onClick={() => onPick(login)}><b>{login.name}</b><span>{login.body}</span><span className="rc-cell-sub">{login.roleLabels?.map(t).join(t({ zh: '、', en: ', ' })) ?? login.roles.join('、')}</span></button></li>
        ))}
      </ul>
    </aside>
  );
}
