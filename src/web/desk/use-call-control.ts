import { App } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeskView } from '../../agent/contract.js';
import { parkAnswer, type TargetBody } from '../../call/contract.js';
import type { Api } from '../session/api.js';
import type { PickerPurpose } from './targets.js';

/** What of the call bar stands open: one picker at a time. */
export type OpenPart = PickerPurpose | 'keypad' | 'pickUp' | null;

export interface CallControl {
  readonly open: OpenPart;
  show: (part: OpenPart) => void;
  /** Hold or resume; without a party the one outside. */
  hold: (party?: string) => void;
  swap: () => void;
  conference: () => void;
  cancelConsult: () => void;
  /** To the consulted party. */
  completeTransfer: () => void;
  takeBack: () => void;
  park: () => void;
  recording: () => void;
  removeParty: (party: string) => void;
  digit: (digit: string) => void;
  consult: (to: TargetBody) => void;
  transfer: (to: TargetBody) => void;
  flow: (flow: string, wait: boolean) => void;
  dial: (to: TargetBody, queue: string | null) => void;
  pickUp: (what: { slot: string } | { call: string }) => void;
  extend: () => void;
}

/** Key of the notice that tells the slot of the call that was parked last. */
const PARKED = 'parked';

/** The desk's commands about calls. Each goes to the centre; what comes of it comes with the next view. */
export function useCallControl(
  view: DeskView | null,
  api: Api,
  attempt: (work: () => Promise<unknown>) => Promise<boolean>,
): CallControl {
  const { t } = useTranslation();
  const { notification } = App.useApp();
  const [open, setOpen] = useState<OpenPart>(null);
  const control = view?.control ?? null;
  return useMemo(() => {
    const post = (path: string, body: object = {}): void => {
      setOpen(null);
      void attempt(() => api.post(`/agent/${path}`, body));
    };
    const held = (party: string): boolean =>
      control?.parties.some((one) => one.party === party && one.place === 'held') === true;
    return {
      open,
      show: setOpen,
      hold(party) {
        if (party !== undefined) post(held(party) ? 'resume' : 'hold', { party });
        else post(control?.may.includes('resume') ? 'resume' : 'hold');
      },
      swap: () => post('swap'),
      conference: () => post('conference'),
      cancelConsult: () => post('consult/cancel'),
      completeTransfer: () => post('transfer'),
      takeBack: () => post('flow/take-back'),
      park() {
        void attempt(async () => {
          const { slot } = await api.post('/agent/park', {}, parkAnswer);
          // Stays until it is closed: the agent reads it out to whoever shall pick the call up.
          notification.info({
            title: t('callBar.parkedAt', { slot }),
            description: t('callBar.parkedLead'),
            duration: 0,
            key: PARKED,
            // Away from the buttons above: it stays while the next call comes.
            placement: 'bottomRight',
          });
        });
      },
      recording: () => post(control?.recording === 'paused' ? 'recording/resume' : 'recording/pause'),
      removeParty: (party) => post('remove-party', { party }),
      digit: (digits) => void attempt(() => api.post('/agent/digits', { digits })),
      consult: (to) => post('consult', { to }),
      transfer: (to) => post('transfer', { to }),
      flow: (flow, wait) => post('flow', { flow, wait }),
      dial: (to, queue) => post('dial', { to, ...(queue === null ? {} : { queue }) }),
      pickUp(what) {
        notification.destroy(PARKED);
        post('pick-up', what);
      },
      extend: () => post('wrap-up/extend'),
    };
  }, [api, attempt, control, notification, open, t]);
}
