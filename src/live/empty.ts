import { NO_ERROR } from '../waiting/index.js';
import type { LiveAgent, QueueDay } from './types.js';

/** A queue's day before its first caller. */
export const newDay = (): QueueDay => ({
  entered: 0,
  answered: 0,
  abandoned: 0,
  abandonedShort: 0,
  overflowed: 0,
  calledBack: 0,
  otherwise: 0,
  estimateError: NO_ERROR,
  answeredInT: 0,
  answeredWaitMs: 0,
  longestWaitMs: 0,
});

/** An agent before the first event. */
export const newAgent = (agent: string): LiveAgent => ({
  agent,
  state: 'logged-out',
  since: 0,
  reason: null,
  until: null,
  next: null,
  call: null,
  offer: null,
  queue: null,
  extendedMs: 0,
  resultGiven: false,
  intervention: null,
  refusal: null,
  messages: [],
  answered: 0,
  missed: 0,
  missAlarm: false,
  talkMs: 0,
  wrapUpMs: 0,
});
