import { useEffect, useState } from 'react';

/** The answer to the newest question, asked `waitMs` after the last change; the former answer stays until then. */
export function useLatest<T>(ask: () => Promise<T | null>, question: string, waitMs = 150): T | null {
  const [answer, setAnswer] = useState<T | null>(null);
  useEffect(() => {
    let over = false;
    const timer = setTimeout(() => {
      ask().then(
        (given) => {
          if (!over) setAnswer(given);
        },
        () => undefined,
      );
    }, waitMs);
    return () => {
      over = true;
      clearTimeout(timer);
    };
    // The question says all that the answer depends on.
  }, [question, waitMs]);
  return answer;
}
