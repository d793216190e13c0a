import { App, Input } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { MESSAGE_LENGTH } from '../../supervisor/contract.js';
import type { Api } from '../session/api.js';
import { testIds } from '../test-ids.js';

/** What a supervisor does to agents, callers and desks. */
export interface Supervision {
  /** These ask first. */
  ready: (agent: string, name: string) => void;
  notReady: (agent: string, name: string, reason: string, reasonName: string) => void;
  logOut: (agent: string, name: string) => void;
  hangUpAgent: (agent: string, name: string) => void;
  hangUpCall: (call: string, number: string) => void;
  /** These are done at once: they can be undone by the same click elsewhere. */
  priority: (call: string, priority: number) => void;
  front: (call: string) => void;
  toQueue: (call: string, queue: string) => void;
  toAgent: (call: string, agent: string) => void;
  /** Asks for the words. */
  message: (to: readonly string[] | 'all', toName: string) => void;
}

export function useSupervision(
  api: Api,
  attempt: (work: () => Promise<unknown>) => Promise<boolean>,
): Supervision {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  return useMemo(() => {
    const id = encodeURIComponent;
    const done = (work: () => Promise<unknown>): Promise<void> =>
      attempt(work).then((well) => {
        if (well) void message.success({ content: t('supervise.done'), duration: 2 });
      });
    const ask = (title: string, work: () => Promise<unknown>, danger = false): void => {
      void modal.confirm({
        title,
        okText: t('supervise.confirm'),
        okButtonProps: { danger, 'data-testid': testIds.confirm },
        onOk: () => done(work),
      });
    };
    const agentPath = (agent: string, what: string): string => `/supervisor/agents/${id(agent)}/${what}`;
    const waiting = (call: string, what: string): string => `/waiting/${id(call)}/${what}`;
    return {
      ready: (agent, name) =>
        ask(t('supervise.readyAsk', { name }), () => api.post(agentPath(agent, 'ready'))),
      notReady: (agent, name, reason, reasonName) =>
        ask(t('supervise.notReadyAsk', { name, reason: reasonName }), () =>
          api.post(agentPath(agent, 'not-ready'), { reason }),
        ),
      logOut: (agent, name) =>
        ask(t('supervise.logOutAsk', { name }), () => api.post(agentPath(agent, 'log-out')), true),
      hangUpAgent: (agent, name) =>
        ask(t('supervise.hangUpAgentAsk', { name }), () => api.post(agentPath(agent, 'hang-up')), true),
      hangUpCall: (call, number) =>
        ask(
          t('supervise.hangUpCallAsk', { number: number || t('pop.withheld') }),
          () => api.post(`/supervisor/calls/${id(call)}/hang-up`),
          true,
        ),
      priority: (call, priority) => void done(() => api.put(waiting(call, 'priority'), { priority })),
      front: (call) => void done(() => api.post(waiting(call, 'front'))),
      toQueue: (call, queue) => void done(() => api.post(waiting(call, 'queue'), { queue })),
      toAgent: (call, agent) => void done(() => api.post(waiting(call, 'agent'), { agent })),
      message(to, toName) {
        let text = '';
        void modal.confirm({
          icon: null,
          title: t('supervise.messageTo', { name: toName }),
          okText: t('supervise.send'),
          okButtonProps: { 'data-testid': testIds.messageSend },
          content: (
            <Input.TextArea
              autoFocus
              rows={4}
              maxLength={MESSAGE_LENGTH}
              showCount
              aria-label={t('supervise.messageTo', { name: toName })}
              placeholder={t('supervise.messageLead')}
              onChange={(event) => (text = event.target.value)}
              data-testid={testIds.messageText}
            />
          ),
          // Nothing written: the window stays.
          onOk: () =>
            text.trim() === ''
              ? Promise.reject(new Error('nothing written'))
              : done(() => api.post('/supervisor/message', { to, text })),
        });
      },
    };
  }, [api, attempt, message, modal, t]);
}
