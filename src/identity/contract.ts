/** Log-in. Shared with web/. */
import { z } from 'zod';

export const role = z.enum([
  'agent',
  'supervisor',
  'administrator',
  // The message gateway: who runs it, who lets held messages go, who sends, who does the books.
  'operator',
  'approver',
  'sender',
  'billing',
]);
export const loginBody = z.strictObject({
  user: z.string().min(1).max(64),
  password: z.string().min(1).max(256),
});
export const passwordBody = z.strictObject({
  current: z.string().min(1).max(256),
  /** 10 to 256 characters. */
  next: z.string().min(10).max(256),
});
export const sessionView = z.object({
  user: z.string(),
  name: z.string(),
  role,
  language: z.enum(['en', 'zh']),
  /** Present for users who are agents. */
  agent: z.string().nullable(),
  /** When the session ends at the latest. */
  endsAt: z.number(),
});
export type Role = z.infer<typeof role>;
export type SessionView = z.infer<typeof sessionView>;
