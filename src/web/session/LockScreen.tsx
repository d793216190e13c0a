import { LockOutlined } from '@ant-design/icons';
import { Alert, Button, Card, Input } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { testIds } from '../test-ids.js';
import { PageHeader } from '../theme/PageHeader.js';
import { useErrorText } from './use-error-text.js';
import type { SessionHandle } from './use-session.js';

/** Instead of the page while the session is locked: nothing of it is drawn, and the centre answers nothing. */
export function LockScreen(props: { handle: SessionHandle; name: string; title: string }) {
  const { handle } = props;
  const { t } = useTranslation();
  const errorText = useErrorText();
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const { recheck } = handle;
  useEffect(() => {
    // Unlocked on another page meanwhile.
    const back = (): void => void recheck();
    addEventListener('focus', back);
    return () => removeEventListener('focus', back);
  }, [recheck]);
  const unlock = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await handle.unlock(password);
    } catch (error) {
      setProblem(errorText(error, 'log-in'));
      setBusy(false);
    }
  };
  return (
    <div className="page">
      <PageHeader title={props.title} onSignOut={() => void handle.signOut()} />
      <main className="centred">
        <Card className="log-in">
          <h1 className="log-in-title">{t('lock.title')}</h1>
          <p className="quiet">{t('lock.lead', { name: props.name })}</p>
          {problem && <Alert type="error" showIcon title={problem} className="log-in-alert" />}
          <form
            className="lock-form"
            onSubmit={(event) => {
              event.preventDefault();
              void unlock();
            }}
          >
            <Input.Password
              autoFocus
              size="large"
              prefix={<LockOutlined />}
              aria-label={t('logIn.password')}
              autoComplete="current-password"
              maxLength={256}
              value={password}
              onChange={(event) => setPassword(event.target.value)}
              data-testid={testIds.unlockPassword}
            />
            <Button
              type="primary"
              size="large"
              block
              htmlType="submit"
              loading={busy}
              disabled={password === ''}
              data-testid={testIds.unlock}
            >
              {t('lock.unlock')}
            </Button>
          </form>
        </Card>
      </main>
    </div>
  );
}
