/** What desks ask of calls: bodies of the routes below `/agent/`. Shared with web/. */
import { z } from 'zod';

const id = z.string().min(1).max(64);
/** Id of a queue, an agent, an extension, a flow in the configuration. */
const configured = z.string().min(1).max(40);
/** An outside number as it is dialled: digits, with a leading "+" at most; spaces, dots, dashes and brackets are taken off. */
const number = z
  .string()
  .max(40)
  .transform((text) => text.replace(/[\s().-]/g, ''))
  .pipe(z.string().regex(/^\+?[0-9*#]{1,24}$/));

/** Whom a consult, a transfer or a dialled call is meant for. */
export const target = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('agent'), agent: configured }),
  z.strictObject({ kind: z.literal('queue'), queue: configured }),
  z.strictObject({ kind: z.literal('extension'), extension: configured }),
  z.strictObject({ kind: z.literal('group'), group: configured }),
  z.strictObject({ kind: z.literal('outside'), number }),
  z.strictObject({ kind: z.literal('flow'), flow: configured }),
]);

/** POST /agent/hold, /agent/resume. `party`: a member's leg; default the caller, or everybody held. */
export const partyBody = z.strictObject({ party: id.optional() });
/** POST /agent/remove-party. */
export const removePartyBody = z.strictObject({ party: id });
/** POST /agent/digits: sent to the other side; never kept. */
export const digitsBody = z.strictObject({ digits: z.string().regex(/^[0-9*#A-D]{1,32}$/) });
/** POST /agent/consult: an agent, an extension, an outside number, or some agent of a queue. */
export const consultBody = z.strictObject({ to: target });
/** POST /agent/transfer. Without `to`: to the consulted party. */
export const transferBody = z.strictObject({ to: target.optional() });
/** POST /agent/flow. `wait`: the agent stays and gets the caller back. */
export const flowBody = z.strictObject({ flow: configured, wait: z.boolean().default(true) });
/** Answer of POST /agent/park. */
export const parkAnswer = z.object({ slot: z.string() });
/** POST /agent/pick-up: a parked call by its slot, or a call that waits or rings elsewhere. */
export const pickUpBody = z.union([z.strictObject({ slot: configured }), z.strictObject({ call: id })]);
/** POST /agent/dial: an agent, an extension or an outside number; `queue`: whose caller id is shown. */
export const dialBody = z.strictObject({ to: target, queue: configured.optional() });
/** Answer of POST /agent/dial. */
export const dialAnswer = z.object({ call: z.string() });

export type TargetBody = z.infer<typeof target>;
