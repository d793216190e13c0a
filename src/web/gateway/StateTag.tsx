import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { messageStates, type MessageStateName } from '../../messenger/contract.js';
import { STATE_TAG } from '../messages/SendingProgress.js';

/** A state in words; one that this page does not know yet as it is. */
export function StateTag(props: { state: string }) {
  const { t } = useTranslation();
  const state = messageStates.find((one): one is MessageStateName => one === props.state);
  return (
    <Tag variant="filled" className={state ? STATE_TAG[state] : ''}>
      {state ? t(`messages.state.${state}`) : props.state}
    </Tag>
  );
}
