import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { testIds } from '../test-ids.js';
import './keypad.css';

const KEYS: readonly (readonly [string, string])[] = [
  ['1', ''],
  ['2', 'ABC'],
  ['3', 'DEF'],
  ['4', 'GHI'],
  ['5', 'JKL'],
  ['6', 'MNO'],
  ['7', 'PQRS'],
  ['8', 'TUV'],
  ['9', 'WXYZ'],
  ['*', ''],
  ['0', '+'],
  ['#', ''],
];
const DIGITS = new Set(KEYS.map(([digit]) => digit));

/** Twelve keys; the computer's keyboard does the same. Keys do something in a call only. */
export function Keypad(props: { enabled: boolean; press: (digit: string) => void }) {
  const { t } = useTranslation();
  const { enabled, press } = props;
  useEffect(() => {
    if (!enabled) return;
    const typed = (event: KeyboardEvent): void => {
      if (event.repeat || event.altKey || event.ctrlKey || event.metaKey || !DIGITS.has(event.key)) return;
      event.preventDefault();
      press(event.key);
    };
    addEventListener('keydown', typed);
    return () => removeEventListener('keydown', typed);
  }, [enabled, press]);
  return (
    <div className="keypad" role="group" aria-label={t('caller.keypad')}>
      {KEYS.map(([digit, letters]) => (
        <button
          key={digit}
          type="button"
          className="key"
          disabled={!enabled}
          onClick={() => press(digit)}
          aria-label={t('caller.key', { key: digit })}
          data-testid={testIds.key(digit)}
        >
          <span className="key-digit">{digit}</span>
          <span className="key-letters">{letters || '\u00a0'}</span>
        </button>
      ))}
    </div>
  );
}
