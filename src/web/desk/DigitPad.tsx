import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Keypad } from '../softphone/Keypad.js';

/** Sends tones to the other side. What was pressed is not shown in full: it may be a card number. */
export function DigitPad(props: { press: (digit: string) => void }) {
  const { t } = useTranslation();
  const [count, setCount] = useState(0);
  const { press } = props;
  const send = useCallback(
    (digit: string) => {
      setCount((n) => n + 1);
      press(digit);
    },
    [press],
  );
  return (
    <div className="digit-pad">
      <p className="quiet">{t('callBar.keypadLead')}</p>
      <div className="digit-count figures" aria-live="polite">
        {'•'.repeat(Math.min(count, 24)) || '\u00a0'}
      </div>
      <Keypad enabled press={send} />
    </div>
  );
}
