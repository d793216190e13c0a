import { clockText } from './format.js';
import { useTicking } from './use-now.js';

/** Time gone since `since` (centre's clock), counting. With `alertAfterMs` it turns red from then on. */
export function LiveTimer(props: { since: number; alertAfterMs?: number; testId?: string }) {
  const text = useTicking((now) => clockText(now - props.since));
  const late = useTicking(
    (now) => props.alertAfterMs !== undefined && now - props.since > props.alertAfterMs,
  );
  return (
    <span className={late ? 'figure figure-late' : 'figure'} data-testid={props.testId} role="timer">
      {text}
    </span>
  );
}
