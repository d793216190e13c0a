import { LockOutlined, UserOutlined } from '@ant-design/icons';
import { Alert, Button, Card, Form, Input, type InputRef } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { testIds } from '../test-ids.js';
import { useErrorText } from './use-error-text.js';

/** The log-in form in the middle of the page. */
export function LogIn(props: {
  title: string;
  /** The session was there and has ended: say so. */
  ended: boolean;
  signIn: (user: string, password: string) => Promise<unknown>;
}) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const first = useRef<InputRef>(null);
  useEffect(() => first.current?.focus(), []);
  const submit = async (values: { user: string; password: string }): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await props.signIn(values.user.trim(), values.password);
    } catch (error) {
      setProblem(errorText(error, 'log-in'));
      setBusy(false);
    }
  };
  return (
    <main className="centred">
      <Card className="log-in">
        <h1 className="log-in-title">{props.title}</h1>
        <p className="quiet">{t('logIn.lead')}</p>
        {props.ended && !problem && (
          <Alert type="info" showIcon title={t('logIn.ended')} className="log-in-alert" />
        )}
        {problem && (
          <Alert
            type="error"
            showIcon
            title={problem}
            className="log-in-alert"
            data-testid={testIds.loginError}
          />
        )}
        <Form layout="vertical" requiredMark={false} onFinish={(values) => void submit(values as never)}>
          <Form.Item
            label={t('logIn.user')}
            name="user"
            rules={[{ required: true, whitespace: true, message: t('logIn.userMissing') }]}
          >
            <Input
              ref={first}
              size="large"
              prefix={<UserOutlined />}
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              maxLength={64}
              data-testid={testIds.loginUser}
            />
          </Form.Item>
          <Form.Item
            label={t('logIn.password')}
            name="password"
            rules={[{ required: true, message: t('logIn.passwordMissing') }]}
          >
            <Input.Password
              size="large"
              prefix={<LockOutlined />}
              autoComplete="current-password"
              maxLength={256}
              data-testid={testIds.loginPassword}
            />
          </Form.Item>
          <Button
            type="primary"
            size="large"
            htmlType="submit"
            block
            loading={busy}
            data-testid={testIds.loginSubmit}
          >
            {t('logIn.submit')}
          </Button>
        </Form>
      </Card>
    </main>
  );
}
